"""The demo's people, as CONTRACT names them; bin/run prints them."""

PASSWORD = "sila-demo-2026"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

SIGN_INS = [
    f"Sign in with the password {PASSWORD} as",
    "  huda@noor.example    admin of noor",
    "  mona@noor.example    manager",
    "  salem@noor.example   account manager, reports to mona",
    "  faisal@noor.example  agent (complaints)",
    "  reem@noor.example    viewer",
    "  karim@bahr.example   owner of bahr",
    f"  root@sila.example    platform staff at /admin/, TOTP secret {TOTP_SECRET}",
]
