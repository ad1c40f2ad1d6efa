package dev.interlock.e2e.attack;

import static dev.interlock.e2e.attack.ApprovalTarget.evaluation;
import static dev.interlock.e2e.attack.ApprovalTarget.tree;
import static dev.interlock.e2e.attack.ApprovalTarget.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.RawHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enforcement points that ask, tell and look for what is not theirs. */
class AuthzenAttackTest {

    private ApprovalTarget target;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new ApprovalTarget(folder);
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private String permitted(String who, String agent, String thing) {
        ObjectNode answer = target.decided(who, evaluation(agent, "store", thing));
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isTrue();
        return answer.at("/context/evaluation_id").asText();
    }

    private RawHttp.Answer report(String who, String id, String outcome) {
        return target.ask(who, "evaluations/" + id + "/outcome", "{\"outcome\":\"" + outcome + "\"}");
    }

    // --- evaluations

    @Test
    void tenThousandAtOnce() {
        ObjectNode body = tree(evaluation("ada", "store", "a"));
        var items = body.putArray("evaluations");
        for (int i = 0; i < 10_000; i++) {
            items.addObject();
        }
        RawHttp.Answer answer = target.ask("mesh", "evaluations", body.toString());
        target.assertRefused(answer, 400, "request-invalid", "evaluations", "mesh");
        assertThat(answer.text()).contains("10000", "100");
        assertThat(target.recorded(Event.CallDecided.class)).isEmpty();
    }

    @Test
    void nestedHugeAndTwofold() {
        String deep = "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);
        String huge = "\"" + "x".repeat(5 << 20) + "\"";
        for (String context : List.of(deep, "{\"x\":" + huge + "}")) {
            String body = evaluation("ada", "store", "a").strip();
            String with = body.substring(0, body.length() - 1) + ",\"context\":" + context + "}";
            assertThat(target.ask("mesh", "evaluation", with).status()).isIn(400, 413);
        }
        assertThat(target.ask(
                                "mesh",
                                "evaluation",
                                evaluation("ada", "store", "a")
                                        .replace(
                                                "\"action\"",
                                                "\"subject\":{\"type\":\"agent\",\"id\":\"ben\"},\"action\""))
                        .status())
                .isEqualTo(400);
        target.assertRecorded("request-invalid", "/access/v1/evaluation", "mesh");
        assertThat(target.recorded(Event.CallDecided.class)).isEmpty();
    }

    /** Nobody here sees the schema of a tool that an enforcement point carries out: the catalogue declares what it takes. */
    @Test
    void argumentsThatNobodyDeclaredAreDenied() {
        ObjectNode answer =
                target.decided("mesh", evaluation("ada", "store", "a").replace("\"text\"", "\"Txt\""));
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("argument-invalid");
        assertThat(answer.at("/context/reason_user/en").asText())
                .startsWith("args.Txt: is not declared")
                .contains("`arguments: open`");
        permitted("mesh", "ada", "a");
    }

    private void assertUndecided(String evaluation, String reason) {
        ObjectNode answer = target.decided("mesh", evaluation);
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo(reason);
        target.assertRecorded(reason, "/access/v1/evaluation", "mesh");
        assertThat(target.recorded(Event.CallDecided.class)).isEmpty();
    }

    /** Arguments that are no object are not a call without any, and of two sets the enforcement point may send the other one. */
    @Test
    void argumentsThatCanBeReadInTwoWays() {
        String evaluation = evaluation("ada", "store", "a");
        String arguments = "{\"id\": \"a\", \"text\": \"pay\"}";
        for (String other : List.of("[" + arguments + "]", "\"{}\"", "7", "false")) {
            assertUndecided(evaluation.replace(arguments, other), "arguments-malformed");
        }
        String twice = evaluation.strip().replaceFirst("}$", ", \"context\": {\"arguments\": %s}}");
        for (String other : List.of("{\"id\": \"b\", \"text\": \"pay\"}", "[]", "{}")) {
            assertUndecided(twice.formatted(other), "arguments-malformed");
        }
        assertThat(target.decided("mesh", twice.formatted(arguments))
                        .path("decision")
                        .asBoolean())
                .isTrue();
    }

    /** A tool that is named like a method would be decided as a read. */
    @Test
    void aToolThatIsNamedLikeAMethod() {
        for (String name : List.of("mcp:resources/read", "mcp:prompts/get", "mcp:store")) {
            assertUndecided(evaluation("ada", name, "a"), "tool-unknown");
        }
    }

    /** A machine verifier answers holds and does nothing else, whoever says that it would. */
    @Test
    void aVerifierIsNobodysSubject() {
        ObjectNode answer = target.decided("mesh", evaluation("scan", "store", "a"));
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("subject-unknown");
        target.assertRecorded("subject-unknown", "/access/v1/evaluation", "mesh");
        for (String door : List.of("/mcp/fix", "/v1/tasks")) {
            RawHttp.Answer said = door.startsWith("/v1")
                    ? target.post("scan", "/tasks", "{\"agent\":\"scan\",\"intent\":\"all\"}")
                    : target.call("scan", target.task(), "store", "{\"id\":\"a\",\"note\":\"n\"}");
            assertThat(said.status() >= 400 || verdict(said).equals("denied"))
                    .as(said.text())
                    .isTrue();
        }
        assertThat(target.recorded(Event.CallReserved.class)).isEmpty();
        assertThat(target.upstream.calls("store")).isZero();
    }

    /** The task of a lane is acted in with a token of the lane, and nobody has shown one to this enforcement point. */
    @Test
    void aLaneFromOutside() {
        RawHttp.Answer proposed = target.post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"it burns\"}");
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        String lane = proposed.json().path("id").asText();
        RawHttp.Answer alone = target.post("dana", "/lanes/" + lane + "/confirm", "{}");
        assertThat(alone.status()).isEqualTo(403);
        target.assertRecorded("not-independent", "/v1/lanes/" + lane + "/confirm", "dana");
        assertThat(target.post("sam", "/lanes/" + lane + "/confirm", "{}").status())
                .isEqualTo(403);
        target.assertRecorded("not-in-group", "/v1/lanes/" + lane + "/confirm", "sam");
        RawHttp.Answer opened = target.post("carl", "/lanes/" + lane + "/confirm", "{}");
        assertThat(opened.status()).as(opened.text()).isEqualTo(200);
        String task = opened.json().path("task").asText();

        ObjectNode body = tree(evaluation("ada", "meta", "a"));
        body.putObject("context").put("task", task);
        ObjectNode answer = target.decided("mesh", body.toString());
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("lane-token-required");
        ((ObjectNode) body.get("subject")).putObject("properties").put("runtime", "token-of-the-lane");
        assertThat(target.decided("mesh", body.toString()).path("decision").asBoolean())
                .isFalse();
        assertThat(target.recorded(Event.CallDenied.class)).hasSize(2);
        assertThat(verdict(target.call("ada", task, "meta", "{}"))).isEqualTo("denied");
        assertThat(target.upstream.calls("meta")).isZero();
    }

    @Test
    void whatIsAdvisoryTakesNothingAndTellsNothing() {
        ObjectNode body = tree(evaluation("ada", "echo", "a"));
        body.putObject("context").putObject("approval").put("id", "apr-1");
        ObjectNode advised = target.decided("adviser", body.toString());
        assertThat(advised.path("decision").asBoolean()).isFalse();
        assertThat(advised.at("/context").has("access_request")).isFalse();
        assertThat(target.recorded(Event.CallDecided.class)).isEmpty();
        String id = permitted("mesh", "ada", "a");
        target.assertRefused(
                report("adviser", id, "succeeded"), 403, "caller-advisory", "evaluations/{id}/outcome", "adviser");
        assertThat(target.recorded(Event.CallSettled.class)).isEmpty();
    }

    // --- outcomes

    @Test
    void anOutcomeByAnotherTwiceLateAndOfNothing() {
        String where = "evaluations/{id}/outcome";
        String id = permitted("mesh", "ada", "a");
        target.assertRefused(report("other", id, "failed"), 403, "outcome-of-another", where, "other");
        assertThat(target.recorded(Event.CallSettled.class)).isEmpty();
        assertThat(report("mesh", id, "succeeded").status()).isEqualTo(200);
        assertThat(report("mesh", id, "succeeded").status()).isEqualTo(200);
        target.assertRefused(report("mesh", id, "failed"), 409, "call-settled", where, "mesh");
        target.assertRefused(report("other", id, "failed"), 403, "outcome-of-another", where, "other");

        String late = permitted("mesh", "ada", "b");
        target.pass(Duration.ofMinutes(6));
        target.assertRefused(report("mesh", late, "failed"), 409, "report-late", where, "mesh");
        target.pass(Duration.ofMinutes(-4));
        assertThat(report("mesh", late, "failed").status())
                .as("a clock that is moved back makes it no earlier")
                .isEqualTo(409);
        for (String nothing : List.of("c-999999", "c-1", "h-1", "c-00", "c--1", "%2e%2e", "c-1%0a")) {
            assertThat(report("mesh", nothing, "failed").status()).as(nothing).isIn(400, 404);
        }
        target.assertRecorded("call-unknown", "/access/v1/" + where, "mesh");
        assertThat(target.recorded(Event.CallSettled.class))
                .extracting(Event.CallSettled::settlement)
                .hasSize(2)
                .last()
                .isInstanceOf(Settlement.Unknown.class);
        // Whoever acted does not say what came of it either, nor who answers for it.
        for (String who : List.of("ada", "olga")) {
            RawHttp.Answer answer = target.post(
                    who, "/calls/" + late + "/reconcile", "{\"outcome\":\"failed\",\"evidence\":\"trust me\"}");
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }
        assertThat(target.recorded(Event.CallSettled.class)).hasSize(2);
    }

    /** Of a call that an agent made through the MCP door nobody outside says what came of it. */
    @Test
    void anOutcomeOfACallThatCameThroughAnotherDoor() {
        assertThat(verdict(target.call("ada", target.task(), "store", "{\"id\":\"a\",\"note\":\"n\"}")))
                .isEqualTo("permitted");
        long call = target.recorded(Event.CallReserved.class).getFirst().call();
        assertThat(report("mesh", "c-" + call, "failed").status()).isIn(403, 404, 409);
        assertThat(target.recorded(Event.CallSettled.class))
                .singleElement()
                .satisfies(settled -> assertThat(settled.settlement()).isInstanceOf(Settlement.Succeeded.class));
    }

    // --- keys and handles

    @Test
    void aKeyIsItsCallersAlone() {
        String first = keyed("mesh", "k", evaluation("ada", "store", "a"));
        String other = keyed("other", "k", evaluation("ada", "store", "b"));
        assertThat(other).isNotEqualTo(first);
        assertThat(keyed("mesh", "k", evaluation("ada", "store", "a"))).isEqualTo(first);
        RawHttp.Answer conflict = target.to("mesh", "/access/v1/evaluation")
                .add("Idempotency-Key", "k")
                .body(evaluation("ada", "store", "b"))
                .send();
        target.assertRefused(conflict, 409, "idempotency-conflict", "evaluation", "mesh");
    }

    private String keyed(String who, String key, String body) {
        return target.to(who, "/access/v1/evaluation")
                .add("Idempotency-Key", key)
                .body(body)
                .send()
                .json()
                .at("/context/evaluation_id")
                .asText();
    }

    /** A permit that is asked for again under its key is none when it would not be given now. */
    @Test
    void aKeyMakesNoPermitOutliveItsTaskOrItsAgent() {
        String task = target.task();
        ObjectNode inTask = tree(evaluation("ada", "store", "a"));
        inTask.putObject("context").put("task", task);
        String first = keyed("mesh", "k", inTask.toString());
        assertThat(first).startsWith("c-");
        assertThat(keyed("mesh", "k", inTask.toString())).isEqualTo(first);
        assertThat(target.post("alice", "/tasks/" + task + "/cancel", "{}").status())
                .isEqualTo(200);
        assertNoLonger("k", inTask.toString(), "task-ended");

        String body = evaluation("ben", "store", "b");
        assertThat(keyed("mesh", "l", body)).startsWith("c-");
        assertThat(target.post("bob", "/agents/ben/suspend", "{\"reason\":\"odd\"}")
                        .status())
                .isEqualTo(200);
        assertNoLonger("l", body, "agent-suspended");
        assertThat(target.recorded(Event.CallReserved.class)).hasSize(2);
    }

    private void assertNoLonger(String key, String body, String reason) {
        ObjectNode again = target.to("mesh", "/access/v1/evaluation")
                .add("Idempotency-Key", key)
                .body(body)
                .send()
                .json();
        assertThat(again.path("decision").asBoolean()).as(again.toString()).isFalse();
        assertThat(again.at("/context/reason").asText()).isEqualTo(reason);
        target.assertRecorded(reason, "/access/v1/evaluation", "mesh");
    }

    /** What an upstream said to whoever asked it, and names that are none. */
    @Test
    void noSecretOfOthersIsRecorded() {
        String secret = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4";
        for (String outcome : List.of("failed", "unknown")) {
            String id = permitted("mesh", "ada", outcome);
            assertThat(target.ask(
                                    "mesh",
                                    "evaluations/" + id + "/outcome",
                                    "{\"outcome\":\"" + outcome + "\",\"reason\":\"not taken: Bearer " + secret + "\"}")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(target.decided("mesh", evaluation("ada", secret, "a"))
                        .at("/context/reason")
                        .asText())
                .isEqualTo("tool-unknown");
        target.pass(Duration.ofMinutes(1)); // within a minute it would only be counted
        assertThat(target.decided("mesh", evaluation("ada", "store", "a").replace("\"tool\"", "\"" + secret + "\""))
                        .at("/context/reason")
                        .asText())
                .isEqualTo("tool-unknown");
        assertThat(target.recorded(Event.CallSettled.class)).hasSize(2);
        assertThat(target.recorded(Event.CallDenied.class)).hasSize(2);
        assertThat(target.record().toString()).doesNotContain(secret).contains("[secret]");
    }

    @Test
    void pathsThatNameNothing() {
        for (String path : List.of(
                "evaluations/outcome", "evaluations//outcome", "access-requests/cancel", "access-requests//cancel")) {
            RawHttp.Answer answer = target.ask("mesh", path, "{\"outcome\":\"succeeded\"}");
            assertThat(answer.status()).as(path).isBetween(400, 499);
        }
    }

    // --- searches

    /** Where a page ends says nothing of what was passed over. */
    @Test
    void aPageTokenNamesNobody() {
        ObjectNode body = tree(evaluation("ada", "echo", "a"));
        ((ObjectNode) body.get("subject")).remove("id");
        body.putObject("page").put("limit", 1);
        List<String> found = new ArrayList<>();
        String token = "";
        for (int i = 0; i < 10; i++) {
            ((ObjectNode) body.get("page")).put("token", token);
            RawHttp.Answer answer = target.ask("adviser", "search/subject", body.toString());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            answer.json()
                    .get("results")
                    .forEach(each -> found.add(each.path("id").asText()));
            token = answer.json().at("/page/next_token").asText();
            if (token.isEmpty()) {
                break;
            }
            assertThat(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
                    .doesNotContain("ada", "ben", "scan");
        }
        assertThat(token).as("it ends").isEmpty();
        for (String forged : List.of("x", "bnVsbA", Base64.getUrlEncoder().encodeToString(new byte[90]))) {
            ((ObjectNode) body.get("page")).put("token", forged);
            assertThat(target.ask("adviser", "search/subject", body.toString()).status())
                    .isEqualTo(400);
        }
        target.assertRecorded("request-invalid", "/access/v1/search/subject", "adviser");
    }

    /** Whom a caller may not ask about it does not find, nor what they may do. */
    @Test
    void aSearchFindsNobodyElse() {
        ObjectNode body = tree(evaluation("ada", "store", "a"));
        for (String search : List.of("search/resource", "search/action")) {
            assertThat(target.ask("narrow", search, body.toString()).json().get("results"))
                    .isEmpty();
        }
        ((ObjectNode) body.get("subject")).remove("id");
        assertThat(target.ask("narrow", "search/subject", body.toString())
                        .json()
                        .get("results")
                        .findValuesAsText("id"))
                .containsExactly("ben");
        assertThat(target.ask("adviser", "search/subject", body.toString())
                        .json()
                        .get("results")
                        .findValuesAsText("id"))
                .containsExactly("ada", "ben");
        assertThat(target.recorded(Event.CallDecided.class)).isEmpty();
    }

    // --- headers

    /** What is echoed is one header, or nothing is. */
    @Test
    void aRequestIdIsEchoedAndNothingElse() {
        for (String id : List.of(
                "a\tb",
                "a%0d%0aSet-Cookie: x=1",
                "<script>",
                "\u00e4\u00ff",
                "x".repeat(900),
                "a\u000bb",
                "a\u007fb")) {
            RawHttp.Answer answer = target.to("mesh", "/access/v1/evaluation")
                    .add("X-Request-ID", id)
                    .body(evaluation("ada", "meta", "a"))
                    .send();
            assertThat(answer.status()).as(id).isIn(200, 400);
            assertThat(answer.headers()).as(id).doesNotContainKey("set-cookie");
            answer.header("X-Request-ID")
                    .ifPresent(echo -> assertThat(echo).isEqualTo(id.replaceAll("[^\\x00-\\x7f]", "?")));
        }
        RawHttp.Answer split = target.to("mesh", "/access/v1/evaluation")
                .add("X-Request-ID", "a\rSet-Cookie: x=1")
                .body(evaluation("ada", "meta", "a"))
                .send();
        assertThat(split.headers()).doesNotContainKey("set-cookie");
        assertThat(split.status()).isIn(200, 400);
    }
}
