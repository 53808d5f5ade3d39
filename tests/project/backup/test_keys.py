"""What a restore without keys says of them."""

from __future__ import annotations

from santai.project.backup import keys


def test_each_key_that_is_not_there_keeps_something_closed() -> None:
    """A public key is no loss: it was published."""
    there = ["secret-key", "keys/ledger-sm3-sm2.key", "keys/ledger-sm3-sm2.pub", "keys/master"]
    assert keys.closed_without(there) == [
        "没有密钥 keys/ledger-sm3-sm2.key：账本不能再签名，恢复出来的记录没有与账本核对。",
        "没有密钥 keys/master：用它加密的内容打不开。",
        "没有密钥 secret-key：已发出的查询码和登录全部失效，推送的签名密钥全部改变。",
    ]
