from loyalty.models.adjustment import Adjustment
from loyalty.models.code_referral import CodeReferral, ReferralCode, ReferralTerms
from loyalty.models.entry import Allocation, Lot, PointsEntry
from loyalty.models.grant import Grant, SettledPurchase, UnsettledAccount
from loyalty.models.hold import Hold, HoldPart
from loyalty.models.notice import NoticeRefusal, NoticeRound, NoticeTerms, PointsNotice
from loyalty.models.occasion import OccasionRound
from loyalty.models.points_import import PointsImport
from loyalty.models.points_link import PointsLink
from loyalty.models.program import LoyaltyProgram
from loyalty.models.reconciliation import Reconciliation
from loyalty.models.redemption import Redemption
from loyalty.models.revenue import RevenueCohort, RevenueEstimate
from loyalty.models.reward import Reward
from loyalty.models.rule import EarnRule, RuleVersion
from loyalty.models.tier import LoyaltyTier, TierChange, TierStanding
from loyalty.models.voucher import Voucher
from loyalty.models.wallet import Wallet

__all__ = [
    "Adjustment",
    "Allocation",
    "CodeReferral",
    "EarnRule",
    "Grant",
    "Hold",
    "HoldPart",
    "Lot",
    "LoyaltyProgram",
    "LoyaltyTier",
    "NoticeRefusal",
    "NoticeRound",
    "NoticeTerms",
    "OccasionRound",
    "PointsEntry",
    "PointsImport",
    "PointsLink",
    "PointsNotice",
    "Reconciliation",
    "Redemption",
    "ReferralCode",
    "ReferralTerms",
    "RevenueCohort",
    "RevenueEstimate",
    "Reward",
    "RuleVersion",
    "SettledPurchase",
    "TierChange",
    "TierStanding",
    "UnsettledAccount",
    "Voucher",
    "Wallet",
]
