from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Loyalty")

    def ready(self):
        from loyalty import (
            joining,
            joining_adjusting,
            joining_earning,
            joining_imports,
            joining_members,
            joining_notices,
            joining_referrals,
            joining_rewards,
            joining_tiers,
        )

        joining.join()
        joining_rewards.join()
        joining_members.join()
        joining_adjusting.join()
        joining_earning.join()
        joining_imports.join()
        joining_tiers.join()
        joining_referrals.join()
        joining_notices.join()
