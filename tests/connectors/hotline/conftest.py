"""A desk whose hotline is open, with an assistant in memory, and a switch that calls it."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic

from connectors.hotline.call import Reply
from connectors.hotline.config import HotlineConfig
from connectors.hotline.switchboard import Switchboard
from desk.app import create_app
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.webhooks.rules import new_secret
from tests.connectors.hotline.answering import InMemory
from tests.connectors.hotline.simulator import SimulatedCall, Switch
from tests.desk.builders import FakeClock, unique

KEY = "k" * 40
TOKEN = "t" * 40
JAMBONZ_SECRET = "j" * 40
QUESTION = Reply(texts=("请问是什么商品？",))


@pytest.fixture
def config() -> HotlineConfig:
    return HotlineConfig(
        keys=(KEY,),
        area_code="0431",
        public_url="https://chat.example",
        aliyun_tokens=(TOKEN,),
        jambonz_address="https://desk.example/webhooks/hotline/jambonz",
        jambonz_secrets=(JAMBONZ_SECRET,),
    )


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, sms_url="http://127.0.0.1:9/sms", sms_secret=new_secret())


@pytest.fixture
def assistant(vault: Vault) -> InMemory:
    return InMemory(vault, lambda _turn: QUESTION)


@pytest.fixture
def app(settings: Settings, clock: FakeClock, assistant: InMemory, config: HotlineConfig) -> Sanic[Any, Any]:
    Sanic.test_mode = True
    made = create_app(settings, clock=clock, name=unique("desk"), hotline_config=config)
    made.ctx.switchboard = Switchboard(made.ctx.desk, assistant, config, patience=20.0)
    return made


@pytest.fixture
async def client(served: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as opened:
        yield opened


@pytest.fixture
def switch(client: httpx.AsyncClient, clock: FakeClock) -> Switch:
    return Switch(client, KEY, clock)


@pytest.fixture
def call(switch: Switch) -> SimulatedCall:
    return SimulatedCall(switch)
