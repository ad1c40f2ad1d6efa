package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.e2e.AttemptedCall.Door;
import dev.interlock.e2e.CallResult.Kind;
import dev.interlock.e2e.House.Way;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.event.Event.HoldAnswered;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Hooks.Hook;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** From the hold to the agent that goes on, with everybody at their own door, and all on one history. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalShowsTest {

    private static final String EDIT = "edit_vendor";
    private static final String RELEASE = "release_payment";

    private House house;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder);
        ObjectNode same = Json.object()
                .put("attribute", "agent")
                .put("first", "vera")
                .put("second", "vivian")
                .put("reason", "one person, two accounts");
        String link = Office.id(house.office.post("adam", "/v1/links", same));
        house.office
                .post("eve", "/v1/links/" + link + "/confirm", Json.object().put("comment", "HR says so"))
                .ok();
    }

    @AfterAll
    void close() throws Exception {
        house.close();
        assertThat(house.hooks.forged()).isZero();
        assertThat(house.record.verify()).isInstanceOf(Report.Verified.class);
    }

    // --- what is recorded

    private <E extends Event> List<E> recorded(Class<E> type) throws Exception {
        return house.record.all().stream()
                .map(Recorded::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private List<CallReserved> reserved(String task, String tool) throws Exception {
        return recorded(CallReserved.class).stream()
                .filter(call -> Ids.task(call.task()).equals(task))
                .filter(call -> call.facts().tool().equals("erp/" + tool))
                .toList();
    }

    private List<HoldAnswered> answers(Hook told) throws Exception {
        return recorded(HoldAnswered.class).stream()
                .filter(answer -> Ids.hold(answer.hold()).equals(told.at("/hold")))
                .toList();
    }

    private String state(Hook told) {
        return house.office
                .get("sara", "/v1/holds/" + told.at("/hold"))
                .ok()
                .body()
                .path("state")
                .asText();
    }

    private static void assertRefused(Office.Said said, String code) {
        assertThat(said.code()).as(said.body().toString()).isEqualTo(code);
        assertThat(said.status()).isGreaterThanOrEqualTo(400);
    }

    // --- hold, notify, approve, go on

    @ParameterizedTest
    @CsvSource({
        "LEGACY, API",
        "LEGACY, CHANNEL",
        "MODERN, API",
        "MODERN, CLI",
        "AUTHZEN, CHANNEL",
        "AUTHZEN, CLI",
        "FORM, API"
    })
    void aHeldCallGoesOnOnceItIsApprovedAndCountsAtEveryDoor(Door door, Way way) throws Exception {
        Payable payable = house.payable();
        String task = house.task("clerk");
        door.other()
                .wish(house, "clerk", task, RELEASE, payable.release())
                .ask()
                .is(Kind.HELD);
        AttemptedCall wish = door.wish(house, "clerk", task, EDIT, House.edit(payable));

        assertThat(wish.ask().is(Kind.HELD).text()).contains("SH-01", "an independent person");
        Hook told = house.told(task, EDIT);
        assertThat(told.at("/agent")).isEqualTo("clerk");
        assertThat(told.at("/asked/instruction")).isEqualTo("as agreed with olivia");
        assertThat(told.body().at("/data/does/objects").toString()).contains("vendor/" + payable.vendor());
        assertThat(told.body().at("/data/reasons").toString()).contains("SH-01");
        assertThat(house.journalled(EDIT, payable.vendor())).isZero();

        house.approve(way, told);
        wish.goOn().is(Kind.DONE);

        assertThat(house.journalled(EDIT, payable.vendor())).isEqualTo(1);
        assertThat(reserved(task, EDIT)).singleElement().satisfies(call -> {
            assertThat(call.approvals()).hasSize(1);
            assertThat(house.record.story(call.call()).outcome())
                    .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Settlement.Succeeded.class));
        });
        assertThat(answers(told)).singleElement().satisfies(answer -> {
            assertThat(answer.by().name()).isEqualTo("vera");
            assertThat(answer.how().channel()).isEqualTo(way == Way.CHANNEL ? Optional.of("chat") : Optional.empty());
        });
        for (Door elsewhere : Door.values()) {
            elsewhere
                    .wish(house, "clerk", house.task("clerk"), RELEASE, payable.release())
                    .ask()
                    .isDenied("duty-conflict");
        }
        assertThat(house.journalled(RELEASE, payable.payment())).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORM")
    void whatIsRejectedIsNotDoneAndOnlySomebodyIndependentMayAskAgain(Door door) throws Exception {
        Payable payable = house.payable();
        String task = house.task("clerk");
        ObjectNode edit = House.edit(payable);
        AttemptedCall wish = door.wish(house, "clerk", task, EDIT, edit);
        Hook told = house.held(wish, task, EDIT);

        house.office.reject("vera", told.at("/hold")).ok();
        house.hooks.await(
                House.CHAT,
                "hold.answered",
                hook -> hook.at("/hold").equals(told.at("/hold"))
                        && !hook.body().at("/data/approved").asBoolean(true));

        wish.goOn().is(Kind.DENIED);
        CallResult again = door.wish(house, "clerk", task, EDIT, edit).ask().isDenied("rejected");
        assertThat(again.text()).isNotEmpty();
        door.other().wish(house, "clerk", task, EDIT, edit).ask().isDenied("rejected");
        door.wish(house, "payer", house.task("payer"), EDIT, edit).ask().is(Kind.HELD);
        assertThat(house.journalled(EDIT, payable.vendor())).isZero();
        assertThat(reserved(task, EDIT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORM")
    void whatWaitsIsRemindedOfAndThenOthersMayAnswerIt(Door door) throws Exception {
        Payable payable = house.payable();
        String task = house.task("clerk");
        AttemptedCall wish = door.wish(house, "clerk", task, EDIT, House.edit(payable));
        Hook told = house.held(wish, task, EDIT);
        assertRefused(house.office.approve("cora", told.at("/hold")), "not-in-group");
        house.pass(Duration.ofMinutes(3));
        toldAgain("hold.reminded", told);
        assertRefused(house.office.approve("cora", told.at("/hold")), "not-in-group");
        house.pass(Duration.ofMinutes(2));
        toldAgain("hold.escalated", told);
        wish.waits();
        house.office.approve("cora", told.at("/hold")).ok();
        wish.goOn().is(Kind.DONE);
        assertThat(house.journalled(EDIT, payable.vendor())).isEqualTo(1);
    }

    private void toldAgain(String type, Hook told) throws InterruptedException {
        Hook again =
                house.hooks.await(House.CHAT, type, hook -> hook.at("/hold").equals(told.at("/hold")));
        assertThat(again.body().path("data")).isEqualTo(told.body().path("data"));
    }

    @Test
    void aVetoTakesNoIndependence() throws Exception {
        Payable payable = house.payable();
        String task = house.task("clerk");
        AttemptedCall wish = Door.MODERN.wish(house, "clerk", task, EDIT, House.edit(payable));
        Hook told = house.held(wish, task, EDIT);
        assertRefused(house.office.approve("lou", told.at("/hold")), "not-independent");
        house.office.reject("lou", told.at("/hold")).ok();
        assertRefused(house.office.approve("vera", told.at("/hold")), "hold-closed");
        wish.goOn().isDenied("hold-ended");
        assertThat(house.journalled(EDIT, payable.vendor())).isZero();
    }

    // --- who counts

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORM")
    void twoApproversAreTwoPeopleWhoAreIndependent(Door door) throws Exception {
        Payable payable = house.payable();
        String task = house.task("payer");
        AttemptedCall wish = door.wish(house, "payer", task, RELEASE, payable.release());
        Hook told = house.held(wish, task, RELEASE);
        String hold = told.at("/hold");
        assertThat(told.body().at("/data/needs/0/count").asInt()).isEqualTo(2);

        house.approve(Way.API, told);
        wish.waits();
        assertRefused(house.office.approve("vera", hold), "not-independent");
        assertThat(house.answer("vera", told, "approve").text()).contains("not-independent");
        assertRefused(house.office.approve("vivian", hold), "not-independent");
        // Of the same desk: said, and not enough.
        house.office.approve("victor", hold).ok();
        wish.waits();
        assertThat(house.journalled(RELEASE, payable.payment())).isZero();

        house.office.approve("noor", hold).ok();
        wish.goOn().is(Kind.DONE);
        assertThat(house.journalled(RELEASE, payable.payment())).isEqualTo(1);
        assertThat(reserved(task, RELEASE)).hasSize(1);
        assertThat(answers(told)).extracting(answer -> answer.by().name()).containsExactly("vera", "victor", "noor");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORM")
    void aVerifierAnswersWhatItFindsInItsScope(Door door) throws Exception {
        Payable payable = house.payable();
        String task = house.task("booker");
        AttemptedCall report =
                door.wish(house, "booker", task, "run_report", Json.object().put("name", "payments"));
        Hook told = house.held(report, task, "run_report");
        Hook outside = house.held(door.wish(house, "booker", task, EDIT, House.edit(payable)), task, EDIT);

        List<String> found = polled(task);
        assertThat(found).containsExactly(told.at("/hold"));
        assertRefused(house.office.approve(House.SCREEN, outside.at("/hold")), "hold-unknown");
        assertThat(answers(outside)).isEmpty();
        house.office.approve(House.SCREEN, found.getFirst()).ok();

        assertThat(report.goOn().is(Kind.DONE).given().path("rows").isArray()).isTrue();
        assertThat(house.journalled(EDIT, payable.vendor())).isZero();
        assertThat(state(outside)).isEqualTo("open");
        assertThat(answers(told)).singleElement().satisfies(answer -> {
            assertThat(answer.by().name()).isEqualTo(House.SCREEN);
            assertThat(answer.how().verifier()).isTrue();
        });
        assertThat(polled(task)).isEmpty();
    }

    /** The holds of the task that the verifier is shown when it asks for those that wait. */
    private List<String> polled(String task) {
        var found = new ArrayList<String>();
        for (JsonNode hold : house.office
                .get(House.SCREEN, "/v1/holds?state=open&limit=500")
                .ok()
                .body()
                .path("holds")) {
            assertThat(hold.path("tool").asText()).isNotEqualTo("erp/" + EDIT);
            if (hold.path("task").asText().equals(task)) {
                found.add(hold.path("id").asText());
            }
        }
        return found;
    }

    @Test
    void aVerifierDoesNothingElse() {
        assertRefused(
                house.office.open(House.SCREEN, "clerk", "settle-payables", Optional.empty(), Optional.empty()),
                "not-allowed");
        assertThat(house.to("/mcp/erp")
                        .add("Authorization", "Bearer " + house.token(House.SCREEN))
                        .add("Content-Type", "application/json")
                        .body("{}")
                        .send()
                        .status())
                .isGreaterThanOrEqualTo(400);
        assertRefused(
                house.office.post(
                        House.SCREEN,
                        "/v1/delegations",
                        Json.object().put("to", "sara").put("group", "screening")),
                "not-allowed");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORM")
    void aPersonAndAVerifierAreTwo(Door door) throws Exception {
        Payable payable = house.payable();
        String task = house.task("payer");
        ObjectNode edit = Json.object().put("payment_id", payable.payment()).put("iban", Stage.iban());
        AttemptedCall wish = door.wish(house, "payer", task, "edit_payment", edit);
        Hook told = house.held(wish, task, "edit_payment");

        house.office.approve(House.SCREEN, told.at("/hold")).ok();
        // Of the team that answers for the verifier: the two are one.
        house.office.approve("rita", told.at("/hold")).ok();
        wish.waits();
        house.office.approve("sara", told.at("/hold")).ok();
        wish.goOn().is(Kind.DONE);
        assertThat(house.journalled("edit_payment", payable.payment())).isEqualTo(1);
    }

    // --- in somebody's place

    private Office.Said delegate(String by, String to, String group, String time) {
        return house.office.post(
                by,
                "/v1/delegations",
                Json.object().put("to", to).put("group", group).put("for", time));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORM")
    void whoWasLetAnswersInAnothersPlaceAndTheTwoCountOnce(Door door) throws Exception {
        Payable payable = house.payable();
        String task = house.task("payer");
        AttemptedCall wish = door.wish(house, "payer", task, RELEASE, payable.release());
        Hook told = house.held(wish, task, RELEASE);
        assertRefused(house.office.approve("dana", told.at("/hold")), "not-in-group");

        String delegation = Office.id(delegate("vera", "dana", "ap-approvers", "2d"));
        house.office.approve("dana", told.at("/hold")).ok();
        house.office.approve("vera", told.at("/hold"));
        wish.waits();
        house.office.approve("noor", told.at("/hold")).ok();
        wish.goOn().is(Kind.DONE);
        assertThat(answers(told).getFirst().how().delegated())
                .singleElement()
                .satisfies(delegated -> assertThat(delegated.by().name()).isEqualTo("vera"));
        house.office
                .post("dana", "/v1/delegations/" + delegation + "/end", Json.object())
                .ok();
    }

    @Test
    void whatIsHandedOnHasLimits() throws Exception {
        assertRefused(delegate("vera", "dana", "ap-approvers", "15d"), "argument-invalid");
        assertRefused(delegate("vera", "dana", "administrators", "1d"), "not-in-group");
        assertRefused(delegate("vera", "vera", "ap-approvers", "1d"), "not-allowed");
        assertRefused(delegate("vera", "vivian", "ap-approvers", "1d"), "not-allowed");
        assertRefused(delegate("vera", "clerk", "ap-approvers", "1d"), "argument-invalid");
        assertRefused(delegate("clerk", "dana", "ap-approvers", "1d"), "not-allowed");

        Payable payable = house.payable();
        String task = house.task("clerk");
        Hook told = house.held(Door.LEGACY.wish(house, "clerk", task, EDIT, House.edit(payable)), task, EDIT);
        // Olivia gave the instruction: she is no approver of what comes of it, in nobody's place.
        String toAuthor = Office.id(delegate("vera", "olivia", "ap-approvers", "1d"));
        assertRefused(house.office.approve("olivia", told.at("/hold")), "not-independent");
        assertRefused(house.office.post("noor", "/v1/delegations/" + toAuthor + "/end", Json.object()), "not-allowed");
        house.office
                .post("adam", "/v1/delegations/" + toAuthor + "/end", Json.object())
                .ok();

        String brief = Office.id(delegate("vera", "dana", "ap-approvers", "1m"));
        assertRefused(delegate("dana", "sara", "ap-approvers", "1d"), "not-in-group");
        house.pass(Duration.ofMinutes(2));
        assertRefused(house.office.approve("dana", told.at("/hold")), "not-in-group");
        assertRefused(
                house.office.post("vera", "/v1/delegations/" + brief + "/end", Json.object()), "delegation-unknown");
        assertThat(state(told)).isEqualTo("open");
        assertThat(recorded(HoldEvent.Delegated.class))
                .extracting(HoldEvent.Delegated::to)
                .contains("olivia", "dana")
                .doesNotContain("vivian", "clerk", "sara");
    }

    @Test
    void delegationsAtTheCommandLine() throws Exception {
        House.Ran made = house.as("noor", "delegation", "make", "dora", "--group", "ap-approvers", "--for", "2d");
        assertThat(made.exit()).as(made.said()).isZero();
        assertThat(made.said()).startsWith("dora answers in your place for ap-approvers until ");
        String delegation = made.said().replaceAll("(?s).*\\((d-[0-9]+)\\).*", "$1");
        assertThat(house.as("dora", "delegation", "list").said()).contains(delegation, "noor", "ap-approvers");

        Payable payable = house.payable();
        String task = house.task("clerk");
        AttemptedCall wish = Door.MODERN.wish(house, "clerk", task, EDIT, House.edit(payable));
        Hook told = house.held(wish, task, EDIT);
        House.Ran approved = house.as("dora", "approvals", "approve", told.at("/hold"), "--code", told.at("/code"));
        assertThat(approved.exit()).as(approved.said()).isZero();
        wish.goOn().is(Kind.DONE);

        House.Ran tooLong = house.as("noor", "delegation", "make", "dora", "--group", "ap-approvers", "--for", "15d");
        assertThat(tooLong.exit()).isEqualTo(1);
        assertThat(tooLong.said()).startsWith("refused (argument-invalid): ");
        assertThat(house.as("dora", "delegation", "end", delegation).said()).isEqualTo("ended: " + delegation + "\n");
        String later = house.task("clerk");
        Hook next = house.held(Door.AUTHZEN.wish(house, "clerk", later, EDIT, House.edit(payable)), later, EDIT);
        House.Ran refused = house.as("dora", "approvals", "approve", next.at("/hold"), "--code", next.at("/code"));
        assertThat(refused.said()).startsWith("refused (not-in-group): ");
        assertThat(house.as("noor", "delegation", "list").said()).doesNotContain(delegation);
    }

    // --- holds that are alike

    private record Alike(AttemptedCall wish, Hook told, Payable payable) {}

    /** One agent wants the same of several vendors, by each door. */
    private List<Alike> alike() throws Exception {
        var all = new ArrayList<Alike>();
        for (Door door : Door.values()) {
            Payable payable = house.payable();
            String task = house.task("clerk");
            AttemptedCall wish = door.wish(house, "clerk", task, EDIT, House.edit(payable));
            all.add(new Alike(wish, house.held(wish, task, EDIT), payable));
        }
        return all;
    }

    private Office.Said answer(String who, String answer, List<Alike> holds, String otherDigest) {
        ObjectNode body = Json.object().put("answer", answer).put("comment", "all of the list");
        ArrayNode list = body.putArray("holds");
        for (Alike one : holds) {
            boolean last = one.equals(holds.getLast()) && !otherDigest.isEmpty();
            list.addObject()
                    .put("id", one.told().at("/hold"))
                    .put("digest", last ? otherDigest : one.told().at("/digest"));
        }
        return house.office.post(who, "/v1/holds/answers", body);
    }

    @Test
    void holdsThatAreAlikeAreAnsweredTogetherAllOrNone() throws Exception {
        List<Alike> alike = alike();
        String group = house.office
                .get("vera", "/v1/holds/" + alike.getFirst().told().at("/hold"))
                .body()
                .path("group")
                .asText();
        JsonNode listed = house.office
                .get("vera", "/v1/holds?state=open&limit=500&group=" + group)
                .ok()
                .body()
                .path("holds");
        assertThat(listed.findValuesAsText("id"))
                .containsAll(alike.stream().map(one -> one.told().at("/hold")).toList());

        assertRefused(answer("vera", "approve", alike, "sha-256:another"), "hold-outdated");
        assertRefused(answer("sara", "approve", alike, ""), "not-in-group");
        for (Alike one : alike) {
            assertThat(answers(one.told())).isEmpty();
        }
        answer("vera", "approve", alike, "").ok();
        for (Alike one : alike) {
            one.wish().goOn().is(Kind.DONE);
            assertThat(house.journalled(EDIT, one.payable().vendor())).isEqualTo(1);
            assertThat(answers(one.told())).hasSize(1);
        }
        long first = answers(alike.getFirst().told()).getFirst().answer();
        for (Alike one : alike.subList(1, alike.size())) {
            assertThat(answers(one.told()).getFirst().how().with())
                    .as("one decision")
                    .hasValue(first);
        }
    }

    @ParameterizedTest
    @CsvSource({"approve, DONE", "reject, DENIED"})
    void holdsThatAreAlikeAreAnsweredAtTheCommandLine(String answer, Kind kind) throws Exception {
        List<Alike> alike = alike();
        var command = new ArrayList<>(List.of("approvals", answer, "--comment", "the list of today"));
        alike.forEach(one -> command.add(one.told().at("/hold")));
        House.Ran ran = house.as("vera", command.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.said()).isZero();
        for (Alike one : alike) {
            one.wish().goOn().is(kind);
            assertThat(house.journalled(EDIT, one.payable().vendor())).isEqualTo(kind == Kind.DONE ? 1 : 0);
        }
    }
}
