package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Settlement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every member of every body, wrong in every way: refused with its place, and nothing is recorded. */
class MalformedTest {

    private static final String LONG = "x".repeat(17 << 10);

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** @param pointer the place that the first error names */
    private record Case(String method, String path, String body, String pointer, String says) {}

    private static Case open(String members, String pointer, String says) {
        return new Case("POST", "/v1/tasks", "{" + members.replace('\'', '"') + "}", pointer, says);
    }

    private List<Case> cases(String task, String hold, String call) {
        String ok = "'intent':'review',";
        String t = "/v1/tasks/" + task;
        String r = "/v1/calls/" + call + "/reconcile";
        return List.of(
                open("", "/intent", "needed"),
                open("'intent':'  '", "/intent", "empty"),
                open("'intent':7", "/intent", "a number, not a string"),
                open("'intent':null", "/intent", "null, not a string"),
                open("'intent':'" + "x".repeat(65) + "'", "/intent", "longer than 64 bytes"),
                open(ok + "'agent':['clerk']", "/agent", "an array, not a string"),
                open(ok + "'agent':'nobody'", "/agent", "no agent with this name"),
                open(ok + "'agent':'vera'", "/agent", "no agent with this name"),
                open(ok + "'instruction':{}", "/instruction", "an object, not a string"),
                open(ok + "'instruction':'" + LONG + "'", "/instruction", "longer than 16384 bytes"),
                open(ok + "'objects':'invoice/I-7'", "/objects", "not an array"),
                open(ok + "'objects':[7]", "/objects/0", "not a string"),
                open(ok + "'objects':['invoice/I-7','nothing']", "/objects/1", "type/id"),
                open(ok + "'objects':['/7']", "/objects/0", "type/id"),
                open(ok + "'objects':['invoice/']", "/objects/0", "must not be empty"),
                open(ok + "'objects':['invoise/7']", "/objects/0", "did you mean `invoice`?"),
                open(ok + "'objects':['task/7']", "/objects/0", "no object type `task`"),
                open(ok + "'objects':['invoice/ 7']", "/objects/0", "white space"),
                open(ok + "'objects':['invoice/I-7\\u200b']", "/objects/0", "invisible"),
                open(ok + "'objects':['invoice/e\\u0301']", "/objects/0", "normalisation"),
                open(ok + "'objects':['invoice/I-7','invoice/I-7']", "/objects/1", "listed twice"),
                open(ok + "'parent':'12'", "/parent", "t-12"),
                open(ok + "'parent':'t-012'", "/parent", "t-12"),
                open(ok + "'parent':'h-12'", "/parent", "t-12"),
                open(ok + "'parent':12", "/parent", "a number, not a string"),
                open(ok + "'time':'soon'", "/time", "not a duration"),
                open(ok + "'time':'0m'", "/time", "not a duration"),
                open(ok + "'time':''", "/time", "not a duration"),
                open(ok + "'time':600", "/time", "a number, not a string"),
                open(ok + "'calls':0", "/calls", "from 1 to 1000000"),
                open(ok + "'calls':-1", "/calls", "from 1 to 1000000"),
                open(ok + "'calls':1.5", "/calls", "from 1 to 1000000"),
                open(ok + "'calls':1000001", "/calls", "from 1 to 1000000"),
                open(ok + "'calls':99999999999999999999", "/calls", "from 1 to 1000000"),
                open(ok + "'calls':'5'", "/calls", "from 1 to 1000000"),
                open(ok + "'cals':5", "/cals", "did you mean `calls`?"),
                open(ok + "'a/b~':5", "/a~1b~0", "no such member"),
                new Case("PATCH", t, "{}", "", "this would change nothing"),
                new Case("PATCH", t, "{\"objects\":{}}", "/objects", "not an array"),
                new Case("PATCH", t, "{\"time\":\"1y\"}", "/time", "not a duration"),
                new Case("PATCH", t, "{\"calls\":true}", "/calls", "from 1 to 1000000"),
                new Case("PATCH", t, "{\"calls\":1,\"reason\":1}", "/reason", "a number"),
                new Case("PATCH", t, "{\"intent\":\"review\"}", "/intent", "no such member"),
                new Case("POST", t + "/close", "{\"why\":\"\"}", "/why", "nothing is expected here"),
                new Case("POST", t + "/cancel", "{\"why\":\"\"}", "/why", "nothing is expected here"),
                new Case("POST", "/v1/holds/" + hold + "/approve", "{\"comment\":1}", "/comment", "a number"),
                new Case("POST", "/v1/holds/" + hold + "/approve", "{\"comments\":\"\"}", "/comments", "`comment`"),
                new Case(
                        "POST",
                        "/v1/holds/" + hold + "/reject",
                        "{\"comment\":\"" + "x".repeat(1025) + "\"}",
                        "/comment",
                        "longer than 1024"),
                new Case("POST", r, "{\"reason\":\"r\"}", "/outcome", "needed"),
                new Case("POST", r, "{\"reason\":\"r\",\"outcome\":\"unknown\"}", "/outcome", "not one of"),
                new Case("POST", r, "{\"outcome\":\"failed\"}", "/reason", "needed"),
                new Case("POST", r, "{\"outcome\":\"failed\",\"reason\":\"\"}", "/reason", "empty"),
                new Case(
                        "POST",
                        r,
                        "{\"outcome\":\"succeeded\",\"reason\":\"r\",\"created\":[\"vendr/1\"]}",
                        "/created/0",
                        "did you mean `vendor`?"),
                new Case(
                        "POST",
                        r,
                        "{\"outcome\":\"failed\",\"reason\":\"r\",\"created\":[\"vendor/1\"]}",
                        "/created",
                        "cannot have created"),
                new Case("POST", "/v1/bundle/activate", "{\"force\":true}", "/digest", "needed"),
                new Case("POST", "/v1/bundle/propose", "{\"force\":true}", "/force", "known: `digest`"),
                new Case("POST", "/v1/tasks?x=1", "{}", "x", "nothing is expected here"),
                new Case("GET", "/v1/tasks?limit=0", "", "limit", "from 1 to 500"),
                new Case("GET", "/v1/tasks?limit=501", "", "limit", "from 1 to 500"),
                new Case("GET", "/v1/tasks?limit=1&limit=2", "", "limit", "more than once"),
                new Case("GET", "/v1/tasks?after=x", "", "after", "t-12"),
                new Case("GET", "/v1/tasks/" + task + "?x=1", "", "x", "nothing is expected here"),
                new Case("GET", "/v1/holds?state=all", "", "state", "not one of"),
                new Case("GET", "/v1/holds?stat=open", "", "stat", "use one of "),
                new Case("GET", "/v1/calls?state=done", "", "state", "not one of open, unknown"));
    }

    @TestFactory
    List<DynamicTest> everyMemberIsChecked() throws Exception {
        String hold = server.heldRelease();
        String task = server.open("clerk", "onboard-vendor");
        var permit = (Answer.Permit) server.call("clerk", task, "create_vendor", Map.of("name", "A", "iban", "DE1"));
        server.settle(permit.call(), new Settlement.Unknown("no answer"));
        long size = server.domain().ledger().size();
        var tests = new ArrayList<DynamicTest>();
        for (Case c : cases(task, hold, "c-" + permit.call())) {
            String name = c.method() + " " + c.path() + " " + c.body();
            tests.add(DynamicTest.dynamicTest(name.substring(0, Math.min(100, name.length())), () -> {
                // a person for what only a person may, so that it is the body that is refused
                String caller = c.path().startsWith("/v1/tasks") ? "clerk" : "vera";
                ApiServer.Reply reply = c.body().isEmpty()
                        ? server.send(caller, c.method(), c.path())
                        : server.send(caller, c.method(), c.path(), c.body());
                assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
                assertThat(reply.body().get("code").textValue()).isEqualTo("request-invalid");
                JsonNode error = reply.body().get("errors").get(0);
                assertThat(error.get("pointer").textValue()).isEqualTo(c.pointer());
                assertThat(error.get("detail").textValue()).contains(c.says());
                assertThat(server.domain().ledger().size()).isEqualTo(size);
            }));
        }
        return tests;
    }

    @Test
    void allMistakesAreToldAtOnce() throws Exception {
        ApiServer.Reply reply =
                server.send("clerk", "POST", "/v1/tasks", "{\"intent\":1,\"time\":2,\"objects\":[3],\"what\":4}");
        assertThat(reply.body().get("errors").findValuesAsText("pointer"))
                .containsExactly("/intent", "/objects/0", "/time", "/what");
    }

    @Test
    void aPersonNamesTheAgent() throws Exception {
        ApiServer.Reply reply = server.send("vera", "POST", "/v1/tasks", "{\"intent\":\"review\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().get("errors").get(0).get("pointer").textValue()).isEqualTo("/agent");
    }

    @Test
    void whatIsNoJsonObjectIsRefused() throws Exception {
        Map<String, String> bodies = Map.of(
                "{",
                "not JSON",
                "[]",
                "an array, not an object",
                "\"x\"",
                "a string, not an object",
                "{\"intent\":\"a\",\"intent\":\"b\"}",
                "occurs twice",
                "{\"intent\":\"\\ud800\"}",
                "surrogate",
                "{} {}",
                "after",
                "{\"a\":".repeat(9) + "1" + "}".repeat(9),
                "deeper than 8",
                "{\"calls\":1e999999999}",
                "digits");
        for (Map.Entry<String, String> body : bodies.entrySet()) {
            ApiServer.Reply reply = server.send("clerk", "POST", "/v1/tasks", body.getKey());
            assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
            assertThat(reply.body().get("detail").textValue()).contains(body.getValue());
        }
    }

    @Test
    void otherPathsAndMethodsAreNotAnswered() throws Exception {
        for (String path : List.of("/v1", "/v1/", "/v1/other", "/v1/tasks/t-1/other", "/v1/holds/h-1/approve/x")) {
            assertThat(server.send("vera", "GET", path).body().get("code").textValue())
                    .as(path)
                    .isEqualTo("not-found");
        }
        for (String path : List.of(
                "/v1/tasks",
                "/v1/tasks/t-1",
                "/v1/holds",
                "/v1/calls",
                "/v1/bundle",
                "/v1/bundle/propose",
                "/v1/bundle/activate")) {
            ApiServer.Reply reply = server.send("vera", "DELETE", path);
            assertThat(reply.status()).as(path).isEqualTo(405);
            assertThat(reply.headers().firstValue("allow")).isPresent();
        }
    }
}
