"""复核 in the console: over HTTP, and in a browser with the keyboard."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from desk.console.review.labels import labels_of
from desk.console.serving import DIST
from desk.knowledge.shipped import shipped
from desk.privacy.vault import Vault
from desk.review.model import ReviewItem, TeachBatch
from desk.review.states import ReviewState
from desk.review.training import labels_of as trained_labels
from desk.review.training import read
from desk.staff.roles import Permission, Role, may
from desk.store.database import Database
from operations.environment import ROOT
from tests.desk.builders import NOBODY, FakeClock, on_sqlite
from tests.desk.console.conftest import PHONE, OpenPage, SignIn, StaffClient
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.knowledge.drafting import EDITED, TOPIC, draft, entry, publish
from tests.desk.review.reviewing import Followed, answered, explained
from tests.requirements import absent

SAID = "我叫王小丽，电话13912345678，健身卡能退吗"
WORDED = "健身卡能退吗"
LABEL = "ask/prepaid_card_refund"
AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = ["/review", "/review/batches", "/review/knowledge", "/review/knowledge/new"]


@pytest.fixture
async def followed(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[Followed]:
    made = Followed(database, vault, clock, ScriptedBrain())
    await made.open()
    await made.turn(SAID, answered(explained("thanks", 0.41)))
    yield made
    await made.runner.stop()


async def decide(staff: StaffClient, item: ReviewItem, **changes: str) -> Any:
    told = {
        "choice": "+", "label": LABEL, "wording": WORDED, "anonymous": "yes",
        "marks": '[{"start": 0, "end": 3, "type": "product"}]',
    }  # fmt: skip
    return await staff.post(f"/review/items/{item.id}/decide?pile=all", told | changes)


@on_sqlite
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", PAGES)
async def test_it_is_for_who_may_review_and_nobody_else(signed_in: SignIn, role: Role, path: str) -> None:
    staff = await signed_in(role)
    assert (await staff.get(path)).status_code == (200 if may(role, Permission.REVIEW) else 403)


def test_what_may_be_said_is_what_the_classifier_knows() -> None:
    assert set(labels_of(shipped().entries)) == trained_labels(read(ROOT))


@on_sqlite
async def test_queue_and_item_star_who_it_was_and_what_is_proposed_names_nobody(
    signed_in: SignIn, followed: Followed
) -> None:
    staff, item = await signed_in(Role.REVIEWER), await followed.item()
    queue, sheet = await staff.get("/review"), await staff.get(f"/review/items/{item.id}")
    for page in (queue.text, sheet.text):
        assert "王小丽" not in page
        assert "13912345678" not in page
        assert "王**" in page
    assert "我叫某某，电话某电话，健身卡能退吗" in sheet.text


async def test_a_correction_is_kept_and_exported_as_a_diff_that_can_be_downloaded(
    signed_in: SignIn, followed: Followed
) -> None:
    staff, item = await signed_in(Role.REVIEWER), await followed.item()
    answer = await decide(staff, item)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/review?pile=all")
    assert (await followed.item()).label == LABEL
    assert WORDED in (await staff.get("/review/batches")).text
    answer = await staff.post("/review/batches/export")
    assert answer.headers["location"] == "/console/review/batches/1"
    diff = await staff.get("/review/batches/1/diff")
    assert diff.headers["content-type"].startswith("text/x-diff")
    assert "- [健身卡](product)能退吗\n" in diff.text
    assert (await staff.post("/review/batches/export")).status_code == 409


@on_sqlite
async def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in: SignIn, followed: Followed) -> None:
    staff, item = await signed_in(Role.REVIEWER), await followed.item()
    answer = await decide(staff, item, wording="打13912345678问健身卡", anonymous="", marks="[]")
    assert answer.status_code == 422
    assert "请改掉" in answer.text
    assert "打13912345678问健身卡" in answer.text
    assert (await followed.item()).state is ReviewState.OPEN
    assert (await decide(staff, item, marks="no list", label="no label")).status_code == 422


@on_sqlite
async def test_flagged_and_put_off_and_what_is_none(signed_in: SignIn, followed: Followed) -> None:
    staff, item = await signed_in(Role.REVIEWER), await followed.item()
    for move, state in (("flag", "flagged"), ("later", "later"), ("reopen", "open")):
        assert (await staff.post(f"/review/items/{item.id}/move/{move}")).status_code == 303
        assert (await followed.item()).state == state
    assert (await staff.get(f"/review/items/{NOBODY}")).status_code == 404
    assert (await staff.post(f"/review/items/{item.id}/move/delete")).status_code == 404


@on_sqlite
async def test_a_batch_is_left_out_by_hand(signed_in: SignIn, followed: Followed, database: Database) -> None:
    staff = await signed_in(Role.REVIEWER)
    await decide(staff, await followed.item())
    await staff.post("/review/batches/export")
    assert (await staff.post("/review/batches/1/drop")).status_code == 303
    assert "不训练" in (await staff.get("/review/batches")).text
    async with database.read() as session:
        assert (await session.get_one(TeachBatch, (await followed.item()).batch_id)).state == "dropped"


def form(told: dict[str, Any], **more: str) -> dict[str, str]:
    """A draft's form, filled in with an entry."""
    flat = {name: str(told[name]) for name in ("question", "short", "answer", "as_of", "confidence", "group")}
    sources = "\n".join(f"{s['law']}｜{'、'.join(map(str, s['articles']))}" for s in told["sources"])
    rest = {
        "authority": told["authority"], "sources": sources, "steps": "\n".join(told["steps"]),
        "exceptions": "\n".join(told["exceptions"]), "related": " ".join(told["related"]), "offer_filing": "yes",
        "kind": "answer", "seen": "0",
    }  # fmt: skip
    return flat | rest | more


async def test_an_entry_is_drafted_by_one_and_approved_by_another(
    signed_in: SignIn, database: Database
) -> None:
    author, approver = await signed_in(Role.REVIEWER), await signed_in(Role.SUPERVISOR)
    begun = await author.post(f"/review/knowledge/topics/{TOPIC}/draft")
    path = begun.headers["location"].removeprefix("/console")
    saved = await author.post(f"{path}/save", form(entry(answer=EDITED), submit="yes"))
    assert saved.headers["location"] == "/console/review/knowledge"
    assert (await author.post(f"{path}/approve")).status_code == 403
    page = await approver.get(path)
    assert "通过并发布" in page.text
    assert EDITED in page.text
    assert (await approver.post(f"{path}/approve")).status_code == 303
    assert EDITED in (await approver.get(f"/review/knowledge/topics/{TOPIC}")).text
    gone = await approver.post(f"{path}/withdraw", {"note": "有误"})
    assert gone.status_code == 303
    assert EDITED not in (await approver.get(f"/review/knowledge/topics/{TOPIC}")).text


@on_sqlite
async def test_what_is_not_to_be_published_is_saved_and_told_with_its_field(signed_in: SignIn) -> None:
    author = await signed_in(Role.REVIEWER)
    begun = await author.post(f"/review/knowledge/topics/{TOPIC}/draft")
    path = begun.headers["location"].removeprefix("/console")
    told = await author.post(f"{path}/save", form(entry(confidence="C"), submit="yes"))
    assert told.status_code == 422
    assert "可信度 C（未核实）不能发布" in told.text
    stale = await author.post(f"{path}/save", form(entry(), submit="no"))
    assert stale.status_code == 409  # what was seen is older than what was saved


@on_sqlite
async def test_an_agent_neither_drafts_nor_approves(
    signed_in: SignIn, database: Database, vault: Vault
) -> None:
    agent, version = await signed_in(Role.AGENT), await draft(database, vault)
    for path in (f"versions/{version.id}/approve", f"topics/{TOPIC}/draft", f"versions/{version.id}/save"):
        assert (await agent.post(f"/review/knowledge/{path}")).status_code == 403


@on_sqlite
async def test_a_new_topic_begins_with_its_name(signed_in: SignIn) -> None:
    author = await signed_in(Role.REVIEWER)
    told = {"topic": "pet_food_spoiled", "question": "宠物粮发霉能退吗？", "group": "预付卡与预付式消费"}
    for wrong in ("Pet Food", "1pets", "宠物", "p", TOPIC):
        assert (await author.post("/review/knowledge/new", told | {"topic": wrong})).status_code in (409, 422)
    begun = await author.post("/review/knowledge/new", told)
    page = await author.get(begun.headers["location"].removeprefix("/console"))
    assert "至少 25 句" in page.text


async def violations(page: Page) -> list[str]:
    if not AXE.is_file():
        absent("browser", "axe-core is not here: `make page` brings it")
    await page.evaluate(AXE.read_text("utf-8") + "; void 0")
    found = await page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    assert len(found["passes"]) > 10
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


@on_sqlite
async def test_one_turn_is_reviewed_with_the_keyboard_alone(opened: OpenPage, followed: Followed) -> None:
    await followed.turn("第二句话", answered(explained("thanks", 0.5)))
    page = await opened(Role.REVIEWER, "/review")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/items/"))
    await page.keyboard.press("2")
    assert await page.locator("input[name=choice]:checked").get_attribute("value") == "thanks"
    await page.keyboard.press("1")
    await page.locator("textarea[name=wording]").fill("😀健身卡能退吗")
    await page.evaluate("document.querySelector('textarea[name=wording]').setSelectionRange(2, 5)")
    await page.locator("select[data-type]").select_option("product")
    await page.locator("[data-mark]").click()
    await expect(page.locator("[data-list] button")).to_have_text("商品或服务：健身卡 ✕")
    # Counted in characters, not in halves of an emoji.
    assert await page.locator("[data-marks]").input_value() == '[{"start":1,"end":4,"type":"product"}]'
    await page.keyboard.press("a")
    await page.keyboard.press("s")
    await page.wait_for_url(re.compile("/items/"))
    await expect(page.locator(".said__one--asked")).to_contain_text("第二句话")
    states = sorted(item.state.value for item in await followed.items())
    assert states == ["open", "reviewed"]


@on_sqlite
async def test_keys_typed_into_a_text_are_text(opened: OpenPage, followed: Followed) -> None:
    item = await followed.item()
    page = await opened(Role.REVIEWER, f"/review/items/{item.id}")
    await page.locator("textarea[name=note]").click()
    await page.keyboard.type("xls")
    await expect(page.locator("textarea[name=note]")).to_have_value("xls")
    assert (await followed.item()).state is ReviewState.OPEN


@on_sqlite
async def test_marks_move_with_their_words_and_go_with_them(opened: OpenPage, followed: Followed) -> None:
    item = await followed.item()
    page = await opened(Role.REVIEWER, f"/review/items/{item.id}")
    wording = page.locator("textarea[name=wording]")
    await wording.fill("健身卡能退吗")
    await page.evaluate("document.querySelector('textarea[name=wording]').setSelectionRange(0, 3)")
    await page.locator("[data-mark]").click()
    await wording.press("Home")
    await page.keyboard.type("我的")
    kept = page.locator("[data-marks]")
    assert await kept.input_value() == '[{"start":2,"end":5,"type":"merchant"}]'
    await wording.fill("我的年卡能退吗")
    assert await kept.input_value() == "[]"


@on_sqlite
async def test_the_preview_follows_what_is_typed(
    opened: OpenPage, signed_in: SignIn, database: Database, vault: Vault
) -> None:
    version = await draft(database, vault)
    page = await opened(Role.REVIEWER, f"/review/knowledge/versions/{version.id}")
    await expect(page.locator(".bubble").first).to_contain_text(EDITED)
    await page.locator("textarea[name=answer]").fill("保证退款，一分不少，放心来找我们。")
    await expect(page.locator(".problems")).to_contain_text("不能打包票")
    await expect(page.locator(".compare__add").first).to_contain_text("保证退款")


@on_sqlite
@pytest.mark.parametrize(("size", "scheme"), [(None, "light"), (PHONE, "dark")], ids=["desk", "phone, dark"])
async def test_axe_finds_nothing(
    opened: OpenPage,
    signed_in: SignIn,
    followed: Followed,
    database: Database,
    vault: Vault,
    size: dict[str, int] | None,
    scheme: str,
) -> None:
    staff, item = await signed_in(Role.SUPERVISOR), await followed.item()
    await followed.turn("<script>alert(1)</script>", answered(explained("thanks", 0.3)))
    await decide(staff, (await followed.items())[1])
    await staff.post("/review/batches/export")
    await publish(database, vault)
    version = await draft(database, vault, entry(answer=EDITED + "谈不拢再投诉。"))
    dressed = {} if size is None else {"size": size}
    paths = [
        "/review", f"/review/items/{item.id}", "/review/batches", "/review/batches/1", "/review/knowledge?q=预付",
        f"/review/knowledge/versions/{version.id}", f"/review/knowledge/topics/{TOPIC}", "/review/knowledge/new",
    ]  # fmt: skip
    for path in paths:
        page = await opened(staff, path, scheme=scheme, **dressed)
        assert await violations(page) == [], path
        await page.context.close()
