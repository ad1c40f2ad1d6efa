package dev.interlock.e2e.attack;

import static dev.interlock.e2e.attack.ApprovalTarget.decision;
import static dev.interlock.e2e.attack.ApprovalTarget.hold;
import static dev.interlock.e2e.attack.ApprovalTarget.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Approvals that are none: whatever is tried, nothing reaches the upstream, and what was tried is in the record. */
class ApprovalAttackTest {

    private ApprovalTarget target;
    private String task;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new ApprovalTarget(folder);
        task = target.task();
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private void assertRefused(RawHttp.Answer answer, String code, String where, String who) {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        target.assertRecorded(code, where, who);
    }

    private void assertUnspent(long paid) {
        assertThat(target.paid()).isEqualTo(paid);
        assertThat(target.recorded(Event.CallReserved.class)).hasSize((int) paid);
    }

    @Test
    void replayed() throws Exception {
        String hold = target.held(task, "a");
        target.approved("bob", hold);
        assertThat(verdict(target.pay(task, "a"))).isEqualTo("permitted");
        String again = target.held(task, "a");
        assertThat(again).isNotEqualTo(hold);
        assertRefused(target.approve("vera", hold, ""), "hold-closed", "/v1/holds/" + hold + "/approve", "vera");
        target.restart();
        assertThat(target.held(task, "a")).isEqualTo(again);
        assertUnspent(1);
        assertThat(target.recorded(Event.CallReserved.class).getFirst().approvals())
                .hasSize(1);
    }

    @Test
    void forChangedArguments() {
        String hold = target.held(task, "a");
        target.approved("bob", hold);
        for (String other : List.of(
                "{\"id\":\"b\",\"text\":\"pay\"}",
                "{\"id\":\"a\",\"text\":\"pay more\"}",
                "{\"id\":\"a\",\"text\":\"pay\",\"more\":1}",
                "{\"id\":\"a\"}")) {
            assertThat(hold(target.call("ada", task, "echo", other))).isNotEqualTo(hold);
        }
        assertThat(hold(target.pay(target.task(), "a"))).as("in another task").isNotEqualTo(hold);
        assertThat(decision(target.call("ben", task, "echo", "{\"id\":\"a\",\"text\":\"pay\"}"))
                        .path("code")
                        .asText())
                .as("by another agent")
                .isEqualTo("task-not-yours");
        assertUnspent(0);
        assertThat(target.recorded(Event.CallHeld.class)).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "ada,   not-allowed,     the requester",
        "olga,  not-independent, its owner",
        "alice, not-independent, who told it what to do",
        "sam,   not-in-group,    somebody else",
        "dana,  not-in-group,    who opens lanes",
        "scan,  hold-unknown,    a machine that is not declared for it",
        "ben,   hold-unknown,    another agent",
    })
    void byWhoeverMayNot(String who, String code) {
        String hold = target.held(task, "a");
        boolean unseen = code.equals("hold-unknown");
        String where = "/v1/holds/" + (unseen ? "{id}" : hold) + "/approve";
        assertRefused(target.approve(who, hold, ""), code, where, who);
        assertThat(target.held(task, "a")).isEqualTo(hold);
        assertThat(target.recorded(Event.HoldAnswered.class)).isEmpty();
        assertUnspent(0);
    }

    @Test
    void bySecondIdentitiesThatAreKnown() {
        target.linked("alia", "alice");
        String hold = target.held(task, "a");
        assertRefused(target.approve("alia", hold, ""), "not-independent", "/v1/holds/" + hold + "/approve", "alia");
        target.linked("bob", "olga");
        assertRefused(target.approve("bob", hold, ""), "not-independent", "/v1/holds/" + hold + "/approve", "bob");
        assertUnspent(0);
    }

    /** That two names are one person comes out when the approval is given already, and not spent yet. */
    @Test
    void bySecondIdentitiesThatComeOutLate() throws Exception {
        String hold = target.held(task, "a");
        target.approved("alia", hold);
        String ofOwner = target.held(task, "b");
        target.approved("vera", ofOwner);
        target.linked("alia", "alice");
        assertThat(target.state(hold)).isEqualTo("voided");
        assertThat(target.recorded(Event.LinkAnswered.class).getFirst().voided())
                .extracting(number -> "h-" + number)
                .containsExactly(hold);
        String again = target.held(task, "a");
        assertThat(again).isNotEqualTo(hold);
        target.restart();
        assertThat(target.held(task, "a")).isEqualTo(again);
        assertRefused(target.approve("alia", again, ""), "not-independent", "/v1/holds/" + again + "/approve", "alia");
        assertUnspent(0);
        assertThat(verdict(target.pay(task, "b"))).as("the other is as it was").isEqualTo("permitted");
        assertUnspent(1);
    }

    /** Handed on to somebody who may, by somebody who may not. */
    @Test
    void inThePlaceOfWhoeverMayNot() {
        String delegation = "{\"to\":\"sam\",\"group\":\"approvers\",\"for\":\"1h\"}";
        assertThat(target.post("olga", "/delegations", delegation).status()).isEqualTo(201);
        assertThat(target.post("alice", "/delegations", delegation).status()).isEqualTo(201);
        String hold = target.held(task, "a");
        String where = "/v1/holds/" + hold + "/approve";
        assertRefused(target.approve("sam", hold, ""), "not-independent", where, "sam");
        assertRefused(
                target.post("sam", "/delegations", delegation.replace("sam", "dana")),
                "not-in-group",
                "/v1/delegations",
                "sam");
        assertRefused(
                target.post("bob", "/delegations", delegation.replace("1h", "13h")),
                "argument-invalid",
                "/v1/delegations",
                "bob");
        assertRefused(target.post("ada", "/delegations", delegation), "not-allowed", "/v1/delegations", "ada");
        RawHttp.Answer usual = target.post("bob", "/delegations", delegation.replace(",\"for\":\"1h\"", ""));
        assertThat(usual.status()).as(usual.text()).isEqualTo(201);
        assertThat(usual.json().path("until").asText())
                .as("as long as the bundle lets it last")
                .isEqualTo(target.now.get().plus(Duration.ofHours(12)).toString());
        assertUnspent(0);
    }

    private RawHttp.Answer together(String who, String answer, List<String> holds) {
        ObjectNode body = Json.object().put("answer", answer);
        ArrayNode list = body.putArray("holds");
        for (String hold : holds) {
            list.addObject()
                    .put("id", hold)
                    .put(
                            "digest",
                            target.get("bob", "/holds/" + hold).path("digest").asText());
        }
        return target.post(who, "/holds/answers", body.toString());
    }

    private int things;

    private List<String> filings(String agent, int many) {
        String of = target.task(agent);
        List<String> holds = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            holds.add(ApprovalTarget.hold(target.call(agent, of, "file", "{\"id\":\"f" + things++ + "\"}")));
        }
        return holds;
    }

    /** One decision counts once, and only what is alike is one decision. */
    @Test
    void moreThanOnePersonLooksAt() {
        for (String hold : filings("ada", 9)) {
            assertThat(together("bob", "approve", List.of(hold)).status()).isEqualTo(200);
        }
        List<String> unlike =
                List.of(filings("ada", 1).getFirst(), filings("ben", 1).getFirst());
        assertRefused(together("bob", "approve", unlike), "holds-differ", "/v1/holds/answers", "bob");
        assertThat(together("bob", "approve", filings("ada", 5)).status())
                .as("the tenth decision")
                .isEqualTo(200);
        List<String> more = filings("ada", 2);
        RawHttp.Answer beyond = together("bob", "approve", more);
        assertThat(beyond.status()).isEqualTo(429);
        assertRefused(beyond, "answers-exhausted", "/v1/holds/answers", "bob");
        assertRefused(together("bob", "approve", more.subList(0, 1)), "answers-exhausted", "/v1/holds/answers", "bob");
        assertThat(more).extracting(target::state).containsOnly("open");
        assertThat(target.recorded(Event.HoldAnswered.class)).hasSize(14);
        assertThat(together("bob", "reject", more).status()).as("never bounded").isEqualTo(200);
        target.pass(Duration.ofMinutes(10));
        assertThat(together("bob", "approve", filings("ben", 2)).status()).isEqualTo(200);
    }

    /** So many that nobody else could let that person answer. */
    @Test
    void floodedWithDelegations() throws Exception {
        String delegation = "{\"to\":\"sam\",\"group\":\"approvers\",\"for\":\"1h\"}";
        List<Callable<RawHttp.Answer>> flood = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            flood.add(() -> target.post("bob", "/delegations", delegation));
        }
        List<RawHttp.Answer> answers = all(flood);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(20);
        assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(20);
        assertThat(target.recorded(HoldEvent.Delegated.class)).hasSize(20);
        assertRefused(
                target.post("bob", "/delegations", delegation.replace("sam", "dana")),
                "delegations-exhausted",
                "/v1/delegations",
                "bob");
        assertRefused(
                target.post("alice", "/delegations", delegation), "delegations-exhausted", "/v1/delegations", "alice");
        String first =
                "d-" + target.recorded(HoldEvent.Delegated.class).getFirst().delegation();
        assertThat(target.post("sam", "/delegations/" + first + "/end", "{}").status())
                .as("whoever was flooded ends them")
                .isEqualTo(200);
        assertThat(target.post("alice", "/delegations", delegation).status()).isEqualTo(201);
    }

    @Test
    void afterItsTime() throws Exception {
        String hold = target.held(task, "a");
        target.approved("bob", hold);
        target.pass(Duration.ofMinutes(31));
        assertThat(verdict(target.pay(task, "a"))).isEqualTo("held");
        assertUnspent(0);

        String late = target.held(task, "b");
        target.pass(Duration.ofHours(2).plusSeconds(1));
        RawHttp.Answer answer = target.approve("bob", late, "");
        assertRefused(answer, "hold-expired", "/v1/holds/" + late + "/approve", "bob");
        assertThat(target.recorded(HoldEvent.Expired.class))
                .extracting(expired -> "h-" + expired.hold())
                .contains(late);
        assertThat(target.held(task, "b")).isNotEqualTo(late);
        assertUnspent(0);
    }

    @Test
    void afterTheObjectChanged() {
        String hold = target.held(task, "a");
        target.approved("bob", hold);
        assertThat(verdict(target.call("ada", task, "store", "{\"id\":\"a\",\"note\":\"n\"}")))
                .isEqualTo("permitted");
        String again = target.held(task, "a");
        assertThat(again).as("what was approved is void").isNotEqualTo(hold);

        assertThat(verdict(target.call("ada", task, "store", "{\"id\":\"a\",\"note\":\"o\"}")))
                .isEqualTo("permitted");
        assertRefused(target.approve("bob", again, ""), "hold-outdated", "/v1/holds/" + again + "/approve", "bob");
        assertThat(target.paid()).isZero();
    }

    @Test
    void twiceAtOnce() throws Exception {
        String hold = target.held(task, "a");
        List<Callable<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(() -> target.approve("bob", hold, "").status());
        }
        assertThat(all(answers)).filteredOn(status -> status == 200).hasSize(1);
        assertThat(target.recorded(Event.HoldAnswered.class)).hasSize(1);
        target.assertRecorded("not-independent", "/v1/holds/" + hold + "/approve", "bob");

        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean other = i % 2 == 0;
            calls.add(() -> other ? outside("mesh") : verdict(target.pay(task, "a")));
        }
        assertThat(all(calls)).filteredOn("permitted"::equals).hasSize(1);
        assertThat(target.recorded(Event.CallReserved.class)).hasSize(1);
    }

    /** The same call through the other door, in the same task. */
    private String outside(String caller) {
        var body = ApprovalTarget.tree(ApprovalTarget.evaluation("ada", "echo", "a"));
        body.putObject("context").put("task", task);
        return target.ask(caller, "evaluation", body.toString())
                        .json()
                        .path("decision")
                        .asBoolean()
                ? "permitted"
                : "not";
    }

    private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> done = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(tasks)) {
                done.add(each.get());
            }
            return done;
        }
    }

    @Test
    void withTheCodeOrTheDigestOfAnother() {
        String hold = target.held(task, "a");
        String other = target.held(task, "b");
        String code = target.get("bob", "/holds/" + other).path("code").asText();
        String digest = target.get("bob", "/holds/" + other).path("digest").asText();
        String path = "/holds/" + hold + "/approve";
        assertRefused(
                target.post("bob", path, "{\"code\":\"" + code + "\"}"), "confirmation-wrong", "/v1" + path, "bob");
        assertRefused(target.post("bob", path, "{}"), "confirmation-required", "/v1" + path, "bob");
        assertRefused(
                target.approve("bob", hold, ",\"digest\":\"" + digest + "\""), "hold-outdated", "/v1" + path, "bob");
        String own = target.get("bob", "/holds/" + hold).path("digest").asText();
        assertRefused(
                target.post(
                        "bob",
                        "/holds/answers",
                        "{\"answer\":\"approve\",\"holds\":[{\"id\":\"" + hold + "\",\"digest\":\"" + own
                                + "\"},{\"id\":\"" + other + "\",\"digest\":\"" + digest + "\"}]}"),
                "confirmation-required",
                "/v1/holds/answers",
                "bob");
        assertThat(target.recorded(Event.HoldAnswered.class)).isEmpty();
        assertUnspent(0);
    }

    @Test
    void aClockThatIsMoved() throws Exception {
        Instant asked = target.now.get();
        String hold = target.held(task, "a");
        // Back before it is approved: time in the record stands still, and nothing is good for longer than it says.
        target.now.set(asked.minus(Duration.ofMinutes(4)));
        target.approved("bob", hold);
        target.now.set(asked.plus(Duration.ofMinutes(31)));
        String again = target.held(task, "a");
        assertThat(verdict(target.pay(task, "a"))).isEqualTo("held");
        assertUnspent(0);
        // Back to when it was good: what was over is over.
        target.now.set(asked.plus(Duration.ofMinutes(27)));
        assertThat(verdict(target.pay(task, "a"))).isEqualTo("held");
        target.restart();
        assertThat(verdict(target.pay(task, "a"))).isEqualTo("held");
        // Forward and back between hold and approval: a wait that is over is over.
        target.now.set(asked.plus(Duration.ofMinutes(153)));
        assertThat(target.approve("vera", again, "").status()).isEqualTo(409);
        target.now.set(asked.plus(Duration.ofMinutes(149)));
        assertThat(target.approve("vera", again, "").json().path("code").asText())
                .startsWith("hold-");
        assertUnspent(0);
        List<Long> times =
                target.record().stream().map(each -> each.timeMillis()).toList();
        assertThat(times).isSorted();
    }

    /** Line ends, escapes and long names are refused or written down as they are, and never as a line of their own. */
    @Test
    void whatIsTriedIsRecordedUnderItsOwnPlaceAndNotUnderTheSenders() {
        RawHttp.Answer answer = target.post("bob", "/holds/%0Ah-1%1b%5b31m/approve", "{\"code\":7}");
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(target.post("bob", "/holds/h-999999/approve", "{}").status()).isEqualTo(404);
        target.assertRecorded("request-invalid", "/v1/holds/{id}/approve", "bob");
        target.assertRecorded("hold-unknown", "/v1/holds/{id}/approve", "bob");
    }
}
