"""How points take part in the rest of Sila: called once, when the app is ready."""


def join():
    from accounts.deletion import forgetting
    from accounts.merging.rules import rules, stays
    from loyalty.forgetting import forget_points

    forgetting.register("points", forget_points)
    rules.register("loyalty.wallet", stays)
