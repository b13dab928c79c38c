"""What the worker does for people. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from workspaces import attempts, mail, signin


@shared_task
def send_system_mail():
    mail.send_due()


@shared_task
def forget_old_system_mail():
    mail.forget_old_mail()


@shared_task
def forget_old_sign_ins():
    signin.forget_old_sign_ins()


@shared_task
def tell_failed_sign_ins():
    attempts.tell_failed_sign_ins()
