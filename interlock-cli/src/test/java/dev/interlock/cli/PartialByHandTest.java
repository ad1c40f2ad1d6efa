package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** People, and enforcement points, say which elements of a batch were not done: at the command line, over HTTP and over AuthZEN. */
class PartialByHandTest {

    private static final String BUNDLE = """
        interlock: v1
        name: batches
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        objects: {invoice: {id: {form: text}}, run: {id: {form: text}}}
        server: erp
        tools:
          pay:
            duty: invoice.pay
            on: {invoice: 'args.payments[*].invoice'}
            partial: {done: 'result.items[index] == "paid"', undone: 'result.items[index] == "rejected"'}
          settle: {duty: invoice.pay, on: {invoice: 'args.payments[*].invoice'}}
          open: {duty: invoice.pay, on: {invoice: 'args.payments[*].invoice'}, creates: {run: result.id}}
          check: {duty: invoice.check, on: {invoice: args.id}}
        intents: {work: {goal: Pay, allow: [invoice.pay, invoice.check]}}
        rules:
          - {id: B-1, title: Who pays does not check, separate: {duties: [invoice.pay, invoice.check], per: invoice}}
        """;

    @TempDir
    static Path folder;

    private static final Map<String, Token> TOKENS = new HashMap<>();
    private static Served server;
    private static int invoices;

    private String out = "";
    private String err = "";
    /** The number of the first invoice of the batch. */
    private int first;

    @BeforeAll
    static void start() throws IOException {
        server = Served.of(
                folder,
                """
                domain: batches.example.com
                listen: 127.0.0.1:0
                bundle: %s
                agents: {ada: {token: %s, owner: one, model: m, root: true, intent: work}}
                people: {vera: {token: %s, owner: two}}
                authzen:
                  url: https://pdp.example.com
                  callers: {mesh: {token: %s, mode: enforcing, properties: trusted, server: erp, intent: work}}
                """.formatted(
                                Served.bundle(folder, BUNDLE),
                                token("ada").hash(),
                                token("vera").hash(),
                                token("mesh").hash()),
                Map.of(),
                InstantSource.system());
        server.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Token token(String name) {
        Token token = TOKENS.computeIfAbsent(name, any -> Token.create(new SecureRandom()));
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    private static RawHttp.Answer post(String who, String path, String body) {
        return RawHttp.to(server.port(), path)
                .add("Authorization", "Bearer " + token(who).reveal())
                .add("Content-Type", "application/json")
                .body(body)
                .send();
    }

    private static JsonNode asked(String tool, String arguments) {
        RawHttp.Answer answer = post("mesh", "/access/v1/evaluation", """
            {"subject": {"type": "agent", "id": "ada"}, "resource": {"type": "tool", "id": "%s"},
             "action": {"name": "tools/call", "properties": {"arguments": %s}}}
            """.formatted(tool, arguments));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** A call about four invoices that nobody named before, or about one where the tool takes one. */
    private String permitted(String tool) {
        first = invoices;
        invoices += 4;
        String list =
                "{\"payments\": [{\"invoice\": \"I-%d\"}, {\"invoice\": \"I-%d\"}, {\"invoice\": \"I-%d\"}, {\"invoice\": \"I-%d\"}]}"
                        .formatted(first, first + 1, first + 2, first + 3);
        JsonNode answer = asked(tool, tool.equals("check") ? "{\"id\": \"I-" + first + "\"}" : list);
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isTrue();
        return answer.at("/context/evaluation_id").asText();
    }

    private String unknown(String tool) {
        String call = permitted(tool);
        assertThat(report(call, "{\"outcome\": \"unknown\", \"reason\": \"no answer\"}")
                        .status())
                .isEqualTo(200);
        return call;
    }

    private static RawHttp.Answer report(String call, String body) {
        return post("mesh", "/access/v1/evaluations/" + call + "/outcome", body);
    }

    private static RawHttp.Answer reconcile(String call, String members) {
        return post(
                "vera",
                "/v1/calls/" + call + "/reconcile",
                "{\"outcome\": \"succeeded\", \"reason\": \"looked\"" + members + "}");
    }

    private int run(String... arguments) {
        var output = new StringWriter();
        var errors = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(
                Map.of(
                        "INTERLOCK_URL",
                        "http://127.0.0.1:" + server.port(),
                        "INTERLOCK_TOKEN",
                        token("vera").reveal()),
                false));
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        int exit = line.execute(arguments);
        out = output.toString();
        err = errors.toString();
        Leaks.RUN.seen("output", out + err);
        return exit;
    }

    private int reconciled(String call, String undone) {
        return run("reconcile", call, "--succeeded", "--undone", undone, "--reason", "looked");
    }

    /** An undone element leaves no trace: an agent that did not pay an invoice may check it. */
    private void assertPaid(boolean... paid) {
        for (int i = 0; i < paid.length; i++) {
            JsonNode checked = asked("check", "{\"id\": \"I-" + (first + i) + "\"}");
            assertThat(checked.path("decision").asBoolean())
                    .as("%d: %s", i, checked)
                    .isEqualTo(!paid[i]);
        }
    }

    private static Settlement last() {
        return switch (server.record().getLast().event()) {
            case Event.CallReconciled reconciled -> reconciled.settlement();
            case Event.CallSettled settled -> settled.settlement();
            default -> throw new AssertionError("no outcome was recorded last");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"pay", "settle"})
    void aPersonSaysAtTheCommandLineWhatWasNotDone(String tool) {
        String call = unknown(tool);
        assertThat(reconciled(call, "2,0")).as(err).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo(call + " is recorded as succeeded\n");
        assertThat(last()).isEqualTo(new Settlement.Succeeded(List.of(), List.of(0, 2)));
        assertPaid(false, true, false, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pay", "settle"})
    void andOverHttp(String tool) {
        String call = unknown(tool);
        RawHttp.Answer answer = reconcile(call, ", \"undone\": [1]");
        assertThat(answer.json().path("state").asText()).as(answer.text()).isEqualTo("succeeded");
        assertPaid(true, false, true, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pay", "settle"})
    void anEnforcementPointReportsIt(String tool) {
        String call = permitted(tool);
        String said = "{\"outcome\": \"succeeded\", \"undone\": [0, 3]}";
        RawHttp.Answer answer = report(call, said);
        assertThat(answer.json().path("outcome").asText()).as(answer.text()).isEqualTo("succeeded");
        assertThat(last()).isEqualTo(new Settlement.Succeeded(List.of(), List.of(0, 3)));
        assertThat(report(call, said).status()).as("told again").isEqualTo(200);
        assertThat(report(call, said.replace("3", "2")).status()).isEqualTo(409);
        assertPaid(false, true, true, false);
    }

    @Test
    void whatIsWrongAtTheCommandLineIsSaidWithTheWayOut() {
        String call = unknown("settle");
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("1,1", "`--undone` lists element 1 twice; list each once");
        wrong.put("-1", "`--undone` contains -1; positions are counted from 0");
        wrong.put("first", "--undone");
        wrong.forEach((undone, why) -> {
            assertThat(run("reconcile", call, "--succeeded", "--undone=" + undone, "--reason", "r"))
                    .as(undone)
                    .isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(err).contains(why);
        });
        wrong.clear();
        wrong.put("4", "the call's list has no element 4; its positions are 0 to 3");
        wrong.put("1,99", "the call's list has no element 99; its positions are 0 to 3");
        wrong.put("0,1,2,3", "`undone` names every element of the list; report that the call failed");
        wrong.forEach((undone, why) -> {
            assertThat(reconciled(call, undone)).as(undone).isEqualTo(ExitCode.FOUND_SOMETHING);
            assertThat(err).contains("refused (argument-invalid)", call, why);
        });
        assertThat(run("reconcile", call, "--failed", "--undone", "1", "--reason", "r"))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("a failed call has done nothing: leave this out");
        assertThat(run("reconcile", call, unknown("settle"), "--succeeded", "--undone", "1", "--reason", "r"))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("`--undone` applies to one call");
        assertThat(reconciled(unknown("check"), "0")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("the call has no list whose elements could be undone; omit `undone`");
        assertThat(run("reconcile", call, "--failed", "--reason", "none was done"))
                .isEqualTo(ExitCode.FINE);
    }

    @Test
    void soItIsOverHttpAtItsPlace() {
        String call = unknown("settle");
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("1", "/undone write the positions in the call's list, counted from 0, as an array such as `[0, 2]`");
        wrong.put("[1, 1]", "/undone/1 element 1 is listed twice: list each element once");
        wrong.put("[0, 2, 0]", "/undone/2 element 0 is listed twice: list each element once");
        wrong.put("[2, 1]", "/undone/1 element 1 comes after element 2: list them in ascending order");
        wrong.put(
                "[-1]",
                "/undone/0 this is not a position in the call's list: positions are whole numbers, counted from 0");
        wrong.put(
                "[0, 1.5]",
                "/undone/1 this is not a position in the call's list: positions are whole numbers, counted from 0");
        wrong.put(
                "[\"0\"]",
                "/undone/0 this is not a position in the call's list: positions are whole numbers, counted from 0");
        wrong.put(
                "[4294967296]",
                "/undone/0 this is not a position in the call's list: positions are whole numbers, counted from 0");
        wrong.forEach((undone, why) -> {
            RawHttp.Answer answer = reconcile(call, ", \"undone\": " + undone);
            assertThat(answer.status()).as(undone + ": " + answer.text()).isEqualTo(400);
            JsonNode flaw = answer.json().path("errors").path(0);
            assertThat(flaw.path("pointer").asText() + " " + flaw.path("detail").asText())
                    .isEqualTo(why);
        });
        wrong.clear();
        wrong.put("[4]", "`undone`: the call's list has no element 4; its positions are 0 to 3");
        wrong.put("[0, 1, 2, 3]", "`undone` names every element of the list; report that the call failed");
        wrong.forEach((undone, why) -> {
            RawHttp.Answer answer = reconcile(call, ", \"undone\": " + undone);
            assertThat(answer.status()).as(undone + ": " + answer.text()).isEqualTo(422);
            assertThat(answer.json().path("detail").asText()).isEqualTo("`" + call + "`: " + why);
        });
        assertThat(reconcile(unknown("open"), ", \"undone\": [1]")
                        .json()
                        .path("detail")
                        .asText())
                .endsWith("name one created object of each type: [run]");
        assertThat(reconcile(call, ", \"undone\": [1], \"created\": [\"run/1\"]")
                        .json()
                        .path("detail")
                        .asText())
                .endsWith("the call creates nothing; do not name a created object");
        // Among several it is the call at its place, and none of them is recorded.
        RawHttp.Answer together = post("vera", "/v1/calls/reconcile", """
            {"reason": "r", "calls": [{"id": "%s", "outcome": "failed"},
              {"id": "%s", "outcome": "succeeded", "undone": [0, 0]}]}\
            """.formatted(unknown("settle"), call));
        assertThat(together.json().path("errors").path(0).path("pointer").asText())
                .as(together.text())
                .isEqualTo("/calls/1/undone/1");
        assertThat(reconcile(call, ", \"undone\": []").status()).isEqualTo(200);
    }

    @Test
    void andToAnEnforcementPoint() {
        String call = permitted("settle");
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put(
                "1", "`undone`: write the positions in the call's list, counted from 0, as an array such as `[0, 2]`");
        wrong.put("[1, 1]", "`undone[1]`: element 1 is listed twice: list each element once");
        wrong.put("[2, 1]", "`undone[1]`: element 1 comes after element 2: list them in ascending order");
        wrong.put(
                "[-1]",
                "`undone[0]`: this is not a position in the call's list: positions are whole numbers, counted from 0");
        wrong.put("[4]", "`undone`: the call's list has no element 4; its positions are 0 to 3");
        wrong.put("[0, 1, 2, 3]", "`undone` names every element of the list; report that the call failed");
        wrong.forEach((undone, why) -> {
            RawHttp.Answer answer = report(call, "{\"outcome\": \"succeeded\", \"undone\": " + undone + "}");
            assertThat(answer.status()).as(undone + ": " + answer.text()).isEqualTo(400);
            assertThat(answer.text()).contains(why);
        });
        assertThat(report(call, "{\"outcome\": \"failed\", \"undone\": [1]}").text())
                .contains("only a call that succeeded can have been done in part");
        assertThat(report(permitted("check"), "{\"outcome\": \"succeeded\", \"undone\": [0]}")
                        .text())
                .contains("the call has no list whose elements could be undone; omit `undone`");
        // Nothing of that was recorded, so the report may still be made.
        assertThat(report(call, "{\"outcome\": \"succeeded\", \"undone\": [1]}").status())
                .isEqualTo(200);
    }
}
