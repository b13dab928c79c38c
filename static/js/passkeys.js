// The passkeys of a page: a button [data-passkey] asks the device and sends the form it stands in.
// What the server wants to know stands in #passkey-options, or is fetched where anybody may sign in.
// A passkey belongs to a name: where Sila is opened by a number (127.0.0.1, ::1) no browser has one.
const isPossible = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname);

for (const place of document.querySelectorAll("[data-passkeys]")) {
    place.hidden = (place.dataset.passkeys === "possible") !== isPossible;
}
for (const button of document.querySelectorAll("button[data-passkey]")) {
    button.addEventListener("click", () => ask(button));
}

async function ask(button) {
    const form = button.form;
    const said = form.querySelector("[data-passkey-error]");
    said.hidden = true;
    button.disabled = true;
    try {
        form.elements.credential.value = JSON.stringify(await answerOf(button, form));
        form.submit();
    } catch (error) {
        said.hidden = false;
        button.disabled = false;
    }
}

async function answerOf(button, form) {
    if (button.dataset.passkey === "new") {
        const wanted = written().creation_options;
        const isAlone = form.elements.passwordless.checked;
        Object.assign(wanted.publicKey.authenticatorSelection, {
            residentKey: isAlone ? "required" : "discouraged",
            requireResidentKey: isAlone,
            ...(isAlone ? { userVerification: "required" } : {}),
        });
        return webauthnJSON.create(wanted);
    }
    return webauthnJSON.get((button.dataset.passkey === "any" ? await fetched(form) : written()).request_options);
}

function written() {
    return JSON.parse(document.getElementById("passkey-options").textContent);
}

async function fetched(form) {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) {
        throw new Error(response.status);
    }
    return response.json();
}
