"""What a person is answered: the real actions over the shipped knowledge, message by message."""

import pytest

from actions.answering.decision import Thresholds
from actions.answering.replies import MOST_BUTTONS
from tests.actions.answering.talking import Talk, part, rows
from tests.actions.builders import shipped_knowledge

ENTRIES = shipped_knowledge().entries
OFFLINE = "return_offline_promise"  # answered differently in 长春市, 青海省, 昭通市, 辽宁省
RETURNS = "return_online_seven_days"
CHANGCHUN, SHENYANG = "吉林省长春市", "辽宁省沈阳市"


def local(name: str) -> str:
    return next(region.answer for region in ENTRIES[OFFLINE].regions if region.name == name)


def asked_offline(**slots: object) -> Talk:
    return Talk(**slots).type("实体店买的鞋不喜欢能退吗", return_offline_promise=0.9)


def asked_returns() -> Talk:
    return Talk().type("网上买的衣服七天内能退吗", return_online_seven_days=0.95)


class TestPlace:
    def test_a_national_answer_is_given_at_once_and_the_place_asked_for(self) -> None:
        talk = asked_offline()
        assert ENTRIES[OFFLINE].answer in talk.texts[0]
        assert talk.responses == ["utter_which_place"]
        places = [f'/tell_place{{"place": "{region.name}"}}' for region in ENTRIES[OFFLINE].regions]
        assert set(places) < set(talk.payloads)
        assert '/tell_place{"place": "elsewhere"}' in talk.payloads

    @pytest.mark.parametrize(
        ("text", "intent", "name"),
        [("长春", "ask", "长春市"), ("沈阳的", "tell_place", "辽宁省"), ("西宁", "nlu_fallback", "青海省"), ("那昭通呢", "out_of_scope_chat", "昭通市")],
    )  # fmt: skip
    def test_a_bare_place_gives_the_local_answer(self, text: str, intent: str, name: str) -> None:
        talk = asked_offline().type(text, intent, tourism_changchun=0.4)
        assert local(name) in talk.texts[-1]
        assert talk.topics == [OFFLINE]

    def test_a_tapped_place_gives_the_local_answer(self) -> None:
        assert local("辽宁省") in asked_offline().tap("tell_place", place="辽宁省").texts[-1]

    def test_elsewhere_asks_for_the_city_and_a_place_without_an_answer_of_its_own_says_so(self) -> None:
        talk = asked_offline().tap("tell_place", place="elsewhere")
        assert talk.responses == ["utter_ask_city"]
        assert "place" not in talk.slots
        talk.type("成都", "ask")
        assert talk.slots["place"] == "四川省成都市"
        assert talk.topics == []
        assert not any(payload.startswith("/complain") for payload in talk.payloads)

    def test_who_told_a_wrong_may_file_from_there_too(self) -> None:
        talk = Talk().type("实体店买的鞋开胶了店里说什么都不给退", return_offline_promise=0.9)
        assert any(payload.startswith("/complain") for payload in talk.payloads)
        talk.tap("tell_place", place="elsewhere").type("成都", "ask")
        assert any(payload.startswith("/complain") for payload in talk.payloads)

    def test_a_place_said_in_the_question_is_used_at_once_and_later(self) -> None:
        talk = Talk().type("我在沈阳的商场买的鞋能退吗", return_offline_promise=0.9)
        assert local("辽宁省") in talk.texts[0]
        assert talk.responses == []
        assert talk.slots["place"] == SHENYANG
        assert local("辽宁省") in talk.tap("choose_topic", topic=OFFLINE).texts[0]

    def test_a_known_place_is_not_asked_for_again(self) -> None:
        talk = asked_offline(place=CHANGCHUN)
        assert local("长春市") in talk.texts[0]
        assert talk.responses == []

    def test_the_place_can_be_changed(self) -> None:
        talk = asked_offline(place=CHANGCHUN).type("我现在在沈阳", "out_of_scope_chat")
        assert talk.slots["place"] == SHENYANG
        assert local("辽宁省") in talk.texts[-1]

    def test_a_vaguer_word_for_the_same_place_does_not_forget_the_district(self) -> None:
        talk = Talk(place="吉林省长春市朝阳区").type("长春的健身卡怎么退", prepaid_card_refund=0.9)
        assert talk.slots["place"] == "吉林省长春市朝阳区"

    def test_a_location_message_is_kept_and_what_next_is_said(self) -> None:
        talk = Talk().tap("tell_place", place="吉林省长春市朝阳区人民大街1号")
        assert talk.slots["place"] == "吉林省长春市朝阳区"
        assert talk.responses == ["utter_place_kept"]
        assert "吉林省长春市朝阳区" in talk.texts[0]

    def test_a_place_told_by_the_desk_is_kept_without_a_word(self) -> None:
        talk = Talk().hear_quietly("tell_place", place="吉林省长春市")
        assert talk.slots["place"] == CHANGCHUN
        assert [message["custom"] for message in talk.heard] == [{"quiet": True}]

    def test_what_the_desk_tells_and_nobody_knows_changes_nothing(self) -> None:
        talk = Talk(place=CHANGCHUN).hear_quietly("tell_place", place="东京")
        assert talk.slots["place"] == CHANGCHUN
        assert [message["custom"] for message in talk.heard] == [{"quiet": True}]

    @pytest.mark.parametrize("place", ["", "人民大街1号", "朝阳区", "东京"])
    def test_an_unknown_place_is_asked_for_kindly(self, place: str) -> None:
        talk = Talk(place=CHANGCHUN).tap("tell_place", place=place)
        assert talk.responses == ["utter_place_unknown"]
        assert talk.slots["place"] == CHANGCHUN

    def test_a_question_taken_for_a_place_is_answered_all_the_same(self) -> None:
        talk = Talk().type("我在长春，鞋能退吗", "tell_place", return_offline_promise=0.9)
        assert talk.topics == [OFFLINE]
        assert talk.slots["place"] == CHANGCHUN

    def test_a_story_taken_for_a_place_is_kept_as_a_story(self) -> None:
        story = "我在长春的健身房办的卡，他们不退钱"
        talk = Talk().type(story, "tell_place", prepaid_card_refund=0.3, prepaid_merchant_vanished=0.2)
        assert talk.slots["place"] == CHANGCHUN
        assert talk.slots["last_story"]["text"] == story
        assert talk.responses == ["utter_which_topic"]

    @pytest.mark.parametrize("text", ["中山", "我在铁西区", "我在一个小县城"])
    def test_a_place_that_could_be_several_is_asked_for_by_its_full_name(self, text: str) -> None:
        assert Talk().type(text, "tell_place").responses == ["utter_place_unknown"]

    def test_a_shop_named_after_a_city_is_no_place(self) -> None:
        talk = Talk().type("兰州拉面吃出虫子能赔吗", food_tenfold_damages=0.9)
        assert talk.slots.get("place") is None

    def test_a_place_asked_for_an_aspect_is_told_for_that(self) -> None:
        talk = Talk().type("快递丢了能赔吗", parcel_lost_or_damaged=0.9).type("打哪个电话")
        assert talk.responses == ["utter_which_place"]
        talk.type("长春", "tell_place")
        assert talk.topics == ["parcel_complaint_channels"]
        assert "96118" in talk.texts[-1]
        assert talk.type("能赔多少").topics == ["parcel_lost_or_damaged"]

    def test_a_place_told_long_after_the_question_is_only_kept(self) -> None:
        talk = asked_offline().later(minutes=31).type("长春", "tell_place")
        assert talk.responses == ["utter_place_kept"]


class TestFollowUps:
    @pytest.mark.parametrize(
        ("text", "topic"),
        [("那运费呢", "return_shipping_cost"), ("要多久", "refund_deadline"), ("需要什么材料", "complaint_materials"), ("怎么弄", RETURNS)],
    )  # fmt: skip
    def test_an_aspect_is_answered_for_the_topic_before(self, text: str, topic: str) -> None:
        assert asked_returns().type(text, platform_how_to=0.8).topics == [topic]

    def test_where_to_complain_is_told_of_the_topic_before(self) -> None:
        talk = asked_returns().type("那去哪里投诉", complaint_jurisdiction=0.6)
        assert "12315" in talk.texts[0]
        assert any(payload.startswith("/complain") for payload in talk.payloads)

    def test_a_conversation_stays_with_its_topic_over_several_questions(self) -> None:
        talk = asked_returns().type("要多久").type("那运费呢").type("有什么例外吗", "ask_more")
        assert talk.topics == ["return_seven_days_exceptions"]

    def test_the_article_is_told(self) -> None:
        assert "第二十五条" in asked_returns().type("第几条", "ask_more").texts[0]

    def test_another_authority_is_named_for_a_matter_of_another_authority(self) -> None:
        talk = Talk().type("银行乱收费怎么办", redirect_finance=0.9).type("打哪个电话", "ask", 0.5)
        assert "12378" in talk.texts[0]

    def test_a_topic_picked_from_buttons_is_discussed_too(self) -> None:
        assert Talk().tap("choose_topic", topic=RETURNS).type("那运费呢").topics == ["return_shipping_cost"]

    def test_a_place_in_between_does_not_end_the_discussion(self) -> None:
        talk = asked_returns().type("长春", "tell_place").type("要多久")
        assert talk.topics == ["refund_deadline"]

    def test_after_half_an_hour_the_question_stands_alone(self) -> None:
        talk = (
            asked_returns().later(minutes=31).type("要多久", complaint_deadlines=0.2, limitation_period=0.15)
        )
        assert talk.responses == ["utter_which_topic"]

    def test_nothing_before_and_nothing_said_is_asked_back(self) -> None:
        assert Talk().type("然后呢", "ask_more").responses == ["utter_about_what"]

    def test_what_the_ladder_gets_may_be_a_follow_up(self) -> None:
        talk = asked_returns().type("他不认怎么办", "nlu_fallback", 0.3)
        assert "12315" in talk.texts[0]
        assert talk.explanation["context"] == RETURNS

    def test_a_new_question_is_answered_and_discussed_from_then_on(self) -> None:
        talk = asked_returns().type("快递丢了能赔吗", parcel_lost_or_damaged=0.9)
        assert talk.slots["discussed"]["topic"] == "parcel_lost_or_damaged"

    def test_the_question_kept_is_short(self) -> None:
        talk = Talk().type("网上买的衣服" * 40 + "能退吗", return_online_seven_days=0.9)
        assert len(talk.slots["discussed"]["text"]) == 120

    def test_the_brains_reading_in_context_is_used(self) -> None:
        talk = asked_returns().type(
            "那拆封了呢", return_opened_package=0.3, in_context=rows(return_opened_package=0.9)
        )
        assert talk.topics == ["return_opened_package"]
        assert talk.explanation["context"] == RETURNS


class TestParts:
    def test_two_topics_are_two_messages_with_the_buttons_on_the_last(self) -> None:
        talk = Talk(place="四川省成都市").type(
            "网购的鞋开胶了卖家不理，能退吗？快递丢了找谁赔？",
            parts=[
                part("网购的鞋开胶了卖家不理，能退吗？", return_online_seven_days=0.9),
                part("快递丢了找谁赔？", parcel_lost_or_damaged=0.9),
            ],
            return_online_seven_days=0.5,
        )
        assert talk.topics == [RETURNS, "parcel_lost_or_damaged"]
        first, second = talk.heard
        assert not first["buttons"]
        assert ENTRIES["parcel_lost_or_damaged"].steps[0] not in second["text"]
        assert len(talk.payloads) <= MOST_BUTTONS
        assert sum(payload.startswith("/complain") for payload in talk.payloads) == 1
        assert talk.explanation["part"] == [1, 2]

    def test_an_authority_is_named_once(self) -> None:
        talk = Talk(place="四川省成都市").type(
            "快递丢了能赔吗？乱放驿站怎么办？",
            parts=[
                part("快递丢了能赔吗？", parcel_lost_or_damaged=0.9),
                part("乱放驿站怎么办？", parcel_false_signature=0.9),
            ],
        )
        assert ["12305" in text for text in talk.texts] == [True, False]

    def test_where_to_complain_is_answered_beside_the_answer(self) -> None:
        talk = Talk().type(
            "网购的鞋能退吗？不退去哪投诉？",
            parts=[part("网购的鞋能退吗？", return_online_seven_days=0.9), part("不退去哪投诉？")],
        )
        assert len(talk.heard) == 2
        assert "12315" in talk.texts[1]

    def test_the_place_is_asked_for_once(self) -> None:
        talk = Talk().type(
            "鞋能退吗？培训班呢？",
            parts=[part("鞋能退吗？", return_offline_promise=0.9), part("培训班呢？", training_refund=0.9)],
        )
        assert len(talk.heard) == 3
        assert talk.responses == ["utter_which_place"]

    def test_choices_come_with_the_aspect_they_share(self) -> None:
        unclear = {"return_online_seven_days": 0.3, "return_offline_promise": 0.25}
        talk = Talk().type(
            "手机能退吗？不退去哪投诉？",
            parts=[part("手机能退吗？", **unclear), part("不退去哪投诉？")],
            **unclear,
        )
        assert "12315" in talk.texts[0]
        assert talk.responses == ["utter_which_topic"]
        assert talk.slots.get("discussed") is None


class TestDeciding:
    def test_a_redirection_names_the_authority(self) -> None:
        talk = Talk().type("话费乱扣怎么办", redirect_telecom=0.9)
        assert "12300" in talk.texts[0]
        assert talk.explanation["decision"] == "redirect"

    def test_close_topics_are_offered_with_filing(self) -> None:
        talk = Talk().type("老板不给退", return_online_seven_days=0.3, prepaid_card_refund=0.28)
        assert talk.responses == ["utter_which_topic"]
        assert "/complain" in talk.payloads

    def test_who_only_asks_is_not_urged_to_file(self) -> None:
        talk = Talk().type("能退吗", return_online_seven_days=0.3, prepaid_card_refund=0.28)
        assert "/complain" not in talk.payloads

    def test_a_question_after_a_story_does_not_take_its_place(self) -> None:
        told = "上周买的洗衣机漏水，商场推来推去不给修"
        talk = (
            Talk()
            .type(told, three_guarantees=0.9)
            .type("请问三包一般是多长时间来着呢", repair_warranty_period=0.9)
        )
        assert talk.slots["last_story"]["text"] == told
        assert any(payload.startswith("/complain") for payload in talk.payloads)

    def test_the_rule_is_told_with_its_numbers_and_its_message(self) -> None:
        talk = asked_returns()
        assert (
            talk.explanation["rule"]
            == f"topic stands out: 0.95 ≥ {Thresholds().answer:.2f}, 0.95 ahead of the next"
        )
        assert talk.explanation["message_id"] == "m-1"
        assert talk.explanation["topics"] == [RETURNS]
        assert talk.explanation["part"] is None
        assert talk.type("长春", "tell_place").explanation["message_id"] == "m-2"

    def test_an_explanation_holds_no_words_of_the_person(self) -> None:
        talk = Talk().type("我叫王小丽，电话13812345678，能退吗", return_online_seven_days=0.9)
        assert "王小丽" not in str(talk.explanation)

    def test_the_ladder_goes_up_step_by_step(self) -> None:
        talk = Talk().type("嘟嘟", "nlu_fallback")
        assert talk.responses == ["utter_please_rephrase"]
        closest = {"pet_purchase": 0.1, "gold_jewellery": 0.05}
        assert talk.type("嘟嘟嘟", "nlu_fallback", **closest).responses == ["utter_closest_topics"]
        assert talk.type("嘟嘟嘟嘟", "nlu_fallback").responses == ["utter_offer_staff"]
        assert talk.explanation["decision"] == "fallback"

    def test_nothing_close_is_not_offered_as_close(self) -> None:
        talk = Talk().type("哦吼", "out_of_scope_chat")
        assert talk.responses == ["utter_out_of_scope_chat"]
        assert talk.type("嘟嘟", "out_of_scope_chat").responses == ["utter_please_rephrase"]
        assert talk.type("吧啦", "out_of_scope_chat").responses == ["utter_offer_staff"]

    def test_a_follow_up_understood_on_the_ladder_is_no_misunderstanding(self) -> None:
        talk = asked_returns().type("他不认怎么办", "nlu_fallback").type("嘟嘟", "nlu_fallback")
        assert talk.responses == ["utter_please_rephrase"]

    def test_a_question_that_ended_on_the_ladder_counts(self) -> None:
        talk = Talk().type("嘟嘟", "ask", pet_purchase=0.1)
        assert talk.responses == ["utter_please_rephrase"]
        assert talk.type("嘟嘟嘟", "ask", pet_purchase=0.1).responses == ["utter_closest_topics"]

    def test_yes_starts_the_complaint_that_was_offered(self) -> None:
        talk = Talk().type("网上买的衣服破了卖家不给退", return_online_seven_days=0.95)
        assert talk.type("好的", "affirm").handed_to == "complaint_form"

    def test_a_photograph_that_shows_nothing_new_leaves_the_offer_standing(self) -> None:
        talk = Talk().type("网上买的衣服破了卖家不给退", return_online_seven_days=0.95).tap("photo_read")
        assert talk.heard[0]["custom"] == {"quiet": True}
        assert talk.type("好的", "affirm").handed_to == "complaint_form"

    def test_a_photograph_in_between_does_not_break_the_ladder(self) -> None:
        talk = (
            Talk()
            .type("嘟嘟", "nlu_fallback")
            .tap("photo_read")
            .type("嘟嘟嘟", "nlu_fallback", pet_purchase=0.1)
        )
        assert talk.responses == ["utter_closest_topics"]

    def test_a_case_of_the_same_matter_shows_how_certain_it_is(self) -> None:
        talk = asked_returns().type(
            "那游泳圈呢", "ask", return_online_seven_days=0.6, pet_purchase=0.2,
            in_context=rows(return_online_seven_days=0.8, return_seven_days_exceptions=0.1),
        )  # fmt: skip
        assert talk.topics == [RETURNS]
        assert talk.heard[0]["custom"]["answer"]["certainty"] == pytest.approx(0.48)

    def test_a_choice_of_the_matter_before_and_another_is_offered(self) -> None:
        talk = asked_returns().type(
            "那手机坏了呢", "ask", service_not_as_agreed=0.2, in_context=rows(return_online_seven_days=0.9)
        )
        assert talk.responses == ["utter_which_topic"]
        topics = (RETURNS, "service_not_as_agreed")
        assert talk.payloads[:2] == [f'/choose_topic{{"topic": "{topic}"}}' for topic in topics]
        assert talk.explanation["context"] == RETURNS
        assert talk.type("要多久").topics == ["refund_deadline"]

    def test_yes_to_the_question_where_one_is_starts_no_complaint(self) -> None:
        talk = asked_offline().type("好的", "affirm")
        assert talk.handed_to is None
        assert talk.responses == ["utter_ask_city"]

    def test_an_unknown_topic_of_an_old_button_climbs_the_ladder(self) -> None:
        assert Talk().tap("choose_topic", topic="gone").responses == ["utter_please_rephrase"]

    @pytest.mark.parametrize(
        ("text", "intent"),
        [("长春", "ask"), ("长春", "nlu_fallback"), ("我在长春，鞋能退吗", "tell_place"), ("嘟嘟", "ask"), ("他不认怎么办", "nlu_fallback"), ("XB2K7M4P9T", "nlu_fallback")],
    )  # fmt: skip
    def test_an_action_that_a_message_was_handed_on_to_ends_the_turn(self, text: str, intent: str) -> None:
        # It stands in no rule, so Rasa's fallback would climb the ladder, which hands the message on again …
        talk = asked_returns().type(text, intent, pet_purchase=0.1)
        assert talk.ended
