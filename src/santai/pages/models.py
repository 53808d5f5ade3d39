from __future__ import annotations

from django.db import models


class LoginAttempt(models.Model):
    """A try to sign in that has not succeeded. Who it was for is kept as a digest only."""

    account = models.CharField("账号摘要", max_length=64)
    address = models.CharField("网络地址", max_length=45)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "登录失败"
        indexes = (models.Index(fields=["address", "at"], name="login_attempt_address"),)

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d %H:%M}"
