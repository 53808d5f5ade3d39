"""The partner API as a whole."""

from __future__ import annotations

from santai.channels.partners import problems
from santai.channels.partners.auth import ApiKey
from santai.channels.partners.openapi import PartnerApi
from santai.channels.partners.reading import StrictJson
from santai.channels.partners.routes import asking, files, orders, services, sms, webhooks

DESCRIPTION = """\
其他系统（12345、110、法院、民政等）与公共法律服务平台对接的接口：提交事项、办理、查询、收事件。
每个请求带 `Authorization: Bearer <密钥>`；出错时返回 application/problem+json。说明见 docs/partners.md。
"""

api = PartnerApi(
    title="Santai partner API",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,  # its page would load scripts from elsewhere
    auth=ApiKey(),
    parser=StrictJson(),
    urls_namespace="partners",
)
problems.install(api)
for module in (orders, files, services, asking, webhooks, sms):
    api.add_router("", module.router)
