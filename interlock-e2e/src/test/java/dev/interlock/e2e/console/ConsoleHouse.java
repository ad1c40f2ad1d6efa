package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpClient;
import dev.interlock.server.upstream.mcp.McpUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A gateway with one MCP server behind it, agents that are MCP clients, and people with roles. Paying a vendor asks for the code, editing is
 * answered alike, retiring takes two people, and unblocking is only done through break-glass.
 */
final class ConsoleHouse implements AutoCloseable {

    private static final List<String> TOOLS = List.of("create", "pay", "edit", "retire", "unblock", "read", "send");

    private static final Map<String, String> AGENTS = new LinkedHashMap<>();
    private static final Map<String, String> PEOPLE = new LinkedHashMap<>();

    static {
        AGENTS.put("clerk", "owner: purchasing, model: m1, root: true");
        AGENTS.put("helper", "owner: purchasing, model: m1, root: true");
        AGENTS.put("payer", "owner: treasury, model: m2, root: true");
        PEOPLE.put("olivia", "owner: sales, groups: [operators]");
        PEOPLE.put("vera", "owner: controlling, groups: [approvers]");
        PEOPLE.put("paul", "owner: board, groups: [approvers]");
        PEOPLE.put("dana", "owner: desk, groups: [on-call]");
        PEOPLE.put("carl", "owner: night-desk, groups: [on-call]");
        PEOPLE.put("rita", "owner: controls, groups: [controllers]");
        PEOPLE.put("adam", "owner: it, groups: [administrators]");
        PEOPLE.put("eve", "owner: security, groups: [administrators]");
        PEOPLE.put("sam", "owner: audit, groups: [auditors]");
    }

    static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another: [owner]}
        risk:
          low: {independence: another, on-conflict: deny, on-missing: hold}
          middle: {independence: another, on-conflict: hold, on-missing: hold}
          high: {independence: another, on-conflict: deny, on-missing: hold}
          critical: {independence: another, on-conflict: deny, on-missing: hold}
        break-glass: {by: on-call, allow: [vendor.unblock], limit: 1h, reviewers: controllers}
        server: erp
        objects: {vendor: {id: {form: text}}}
        tools:
          create: {duty: vendor.create, creates: {vendor: result.id}, show: [args.name], risk: low}
          pay:
            duty: vendor.pay
            on: {vendor: args.vendor}
            show: [args.note]
            amount: {value: args.amount, unit: EUR}
            risk: critical
            say: "Pay {amount} to {vendor}"
          edit: {duty: vendor.edit, on: {vendor: args.vendor}, show: [args.iban], risk: high, content: {contact: [iban]}}
          retire: {duty: vendor.retire, on: {vendor: args.vendor}, risk: high}
          unblock: {duty: vendor.unblock, on: {vendor: args.vendor}, risk: low}
          read: {duty: mail.read, effect: read, risk: low}
          send: {duty: mail.send, risk: middle, content: {asks: message, destination: [to]}}
        intents:
          settle:
            goal: Settle what is owed
            allow: [vendor.create, vendor.pay, vendor.edit, vendor.retire, vendor.unblock, mail.read, mail.send]
            limits: {time: 24h, idle: 24h, calls: 1000}
            delegate: [vendor.create, vendor.pay, vendor.edit, vendor.retire]
        rules:
          - id: PAY-1
            title: A payment needs an independent approval
            require: {for: vendor.pay, approval: {by: approvers, independence: another, confirm: true}}
          - id: EDIT-1
            title: A new account needs an independent approval
            require: {for: vendor.edit, approval: {by: approvers, independence: another}}
          - id: RET-1
            title: Two people retire a vendor
            require: {for: vendor.retire, approval: {by: approvers, count: 2, independence: another}}
          - id: SEP-1
            title: No party creates a vendor and also pays it
            separate: {duties: [vendor.create, vendor.pay], per: vendor, within: 90d}
          - id: MAIL-1
            title: Content does not choose the recipient of a mail
            flow: {to: mail.send}
          - id: UNB-1
            title: No one unblocks a vendor by hand
            waivable: true
            forbid: {duty: vendor.unblock}
        """;

    static final String STORIES = """
        agents:
          ada: {owner: sales, root: true}
          zoe: {owner: finance, root: true}
        scenarios:
          - name: The agent that created the vendor
            steps:
              - {open: day, by: ada, intent: settle}
              - {call: erp/create, as: made, by: ada, task: day, args: {name: Acme}, result: {id: V-1}}
              - call: erp/pay
                by: ada
                task: day
                args: {vendor: V-1, amount: 5}
                expect: {verdict: deny, code: duty-conflict, rule: SEP-1, witness: [made]}
        """;

    final HttpFixture erp = new HttpFixture(Set.of(Era.LEGACY, Era.MODERN));
    final Path folder;
    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final List<AutoCloseable> clients = new ArrayList<>();
    private final Served served;

    /** @param folder for the bundle and the data */
    ConsoleHouse(Path folder) throws IOException {
        this(folder, BUNDLE, STORIES);
    }

    /** @param stories the scenarios of the bundle */
    ConsoleHouse(Path folder, String bundle, String stories) throws IOException {
        this.folder = folder;
        erp.tools.more = TOOLS.stream().map(ConsoleHouse::tool).toList();
        Files.createDirectories(folder.resolve("bundle").resolve("tests"));
        Served.bundle(folder, Map.of("interlock.yaml", bundle, "tests/vendors.yaml", stories));
        String config = """
            domain: shop.example
            listen: 127.0.0.1:0
            upstreams: {erp: {url: "%s"}}
            roles: {operator: [operators, on-call], approver: [approvers, controllers], auditor: [auditors], administrator: [administrators]}
            """.formatted(erp.endpoint()) + parties("agents", AGENTS) + parties("people", PEOPLE);
        served = Served.of(folder, config, Map.of(), InstantSource.system()).start();
    }

    private static ObjectNode tool(String name) {
        return Trees.object("""
            {"name": "%s", "inputSchema": {"type": "object", "additionalProperties": true, "properties": {
              "name": {}, "to": {}, "vendor": {}, "amount": {}, "note": {}, "iban": {}, "answer": {"type": "object", "properties": {"id": {}, "body": {}}}}}}
            """.formatted(name));
    }

    private String parties(String kind, Map<String, String> parties) {
        var lines = new StringBuilder(kind).append(":\n");
        parties.forEach((name, rest) -> {
            Token token = Token.create(new SecureRandom());
            Leaks.RUN.ofCaller(token.reveal());
            tokens.put(name, token);
            lines.append("  " + name + ": {token: " + token.hash() + ", " + rest + "}\n");
        });
        return lines.toString();
    }

    /** The people who have a role that lets them change something. */
    static List<String> peopleOfRoles() {
        return PEOPLE.keySet().stream().filter(name -> !name.equals("sam")).toList();
    }

    int port() {
        return served.port();
    }

    /** Returns a link that signs a person in to the console, once. */
    String link(String person) {
        return served.consoleLink(person);
    }

    /** Starts the server once more, at another port. */
    void restart() throws IOException {
        served.restart();
    }

    List<Recorded> record() {
        return served.record();
    }

    private RawHttp api(String by, String path) {
        return RawHttp.to(served.port(), "/v1/" + path)
                .add("Authorization", "Bearer " + tokens.get(by).reveal())
                .add("Content-Type", "application/json");
    }

    /** Returns what the API answers a person. */
    ObjectNode v1(String by, String path) {
        RawHttp.Answer answer = api(by, path).method("GET").send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** Sends what is written in JSON, with `'` for `"`. */
    ObjectNode posted(String by, String path, String body) {
        return posted(by, path, Trees.object(body.replace('\'', '"')));
    }

    ObjectNode posted(String by, String path, ObjectNode body) {
        RawHttp.Answer answer = api(by, path).body(Json.bytes(body)).send();
        assertThat(answer.status()).as(path + ": " + answer.text()).isBetween(200, 299);
        return answer.json();
    }

    /** Has olivia open a task of an agent; returns its id. */
    String task(String agent, String instruction) {
        ObjectNode body =
                Json.object().put("intent", "settle").put("agent", agent).put("instruction", instruction);
        return posted("olivia", "tasks", body).path("id").asText();
    }

    /** Has an agent begin to work in a task. */
    Client agent(String agent, String task) {
        var client = new Client(McpClient.of(
                endpoint(),
                tokens.get(agent).reveal(),
                Optional.of(task),
                EraChoice.MODERN,
                Patient.TIMING,
                System::nanoTime));
        clients.add(client);
        return client;
    }

    /** Has an agent call a tool in a new task, with arguments that are written in JSON, with `'` for `"`. */
    Answer call(String agent, String tool, String arguments) {
        return agent(agent, task(agent, "Settle what is owed")).call(tool, Trees.object(arguments.replace('\'', '"')));
    }

    /** Has a call held; returns the hold. */
    String held(String agent, String tool, String arguments) {
        Answer answer = call(agent, tool, arguments);
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Answer.Kind.HELD);
        return answer.hold().orElseThrow();
    }

    /** Has an agent read a text, and then send a mail to somebody; returns the hold. */
    String sentAfterReading(String agent, String task, String text, String to) {
        Client client = agent(agent, task);
        ObjectNode read = Json.object();
        read.putObject("answer").put("body", text);
        Answer content = client.call("read", read);
        assertThat(content.kind()).as(content.text()).isEqualTo(Answer.Kind.DONE);
        Answer answer = client.call("send", Json.object().put("to", to));
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Answer.Kind.HELD);
        return answer.hold().orElseThrow();
    }

    /** Has a vendor created; returns its id. */
    void vendor(String agent, String id) {
        Answer answer = call(agent, "create", "{'name':'Acme','answer':{'id':'" + id + "'}}");
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Answer.Kind.DONE);
    }

    /** Has a fresh process of an agent call a tool with the credential of a lane. */
    Answer callInLane(String agent, String credential, String tool, ObjectNode arguments) {
        Leaks.RUN.ofCaller(credential);
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + tokens.get(agent).reveal(), Names.HEADER_LANE_CREDENTIAL, credential);
        try (McpUpstream fresh = McpUpstream.client(
                "gateway",
                HttpSettings.of(endpoint()).withHeaders(() -> headers),
                EraChoice.MODERN,
                Patient.TIMING,
                System::nanoTime)) {
            CallOutcome outcome = fresh.call(tool, arguments, Json.object());
            return Answer.of(tool, outcome);
        }
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + served.port() + "/mcp/erp");
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        served.close();
        erp.close();
    }
}
