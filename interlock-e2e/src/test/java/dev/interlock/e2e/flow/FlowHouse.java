package dev.interlock.e2e.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.e2e.Client;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * An office: a gateway with the MCP servers mail, web and bank behind it, each in a process of its own, a planner and a helper that are
 * agents, and people. Nothing is started here.
 */
public final class FlowHouse implements AutoCloseable {

    static final String BUNDLE = """
        interlock: v1
        name: office
        include: [mail.yaml, web.yaml, bank.yaml]
        owner: office@example.com
        independence: {another: [owner]}
        risk:
          low: {independence: another, on-conflict: record, on-missing: record}
          high: {independence: another, on-conflict: hold, on-missing: hold}
        objects: {}
        intents:
          assist:
            goal: Do what the person asks
            allow: [mail.read, mail.send, web.read, money.pay, money.payee, money.payee-removal]
            delegate: [mail.read, mail.send, web.read, money.pay, money.payee, money.payee-removal]
            limits: {time: 24h, idle: 24h, calls: 1000}
        rules:
          - id: OFFICE-1
            title: Content chooses neither what leaves the office nor to whom
            flow: {to: sink/external}
          - id: OFFICE-2
            title: A person approves each payee
            require: {for: money.payee, approval: {by: approvers}}
        """;

    private static final Map<String, String> SERVERS = Map.of("mail", """
        server: mail
        tools:
          read_mail:
            duty: mail.read
            effect: read
            risk: low
            content: {result: {text: [body], title: [subject], sender: [from], plain: [id]}}
          send_mail:
            duty: mail.send
            sink: external
            risk: high
            arguments: {to: text}
            content: {asks: message, destination: [to], body: [body]}
        """, "web", """
        server: web
        tools:
          fetch: {duty: web.read, effect: read, risk: low, content: {asks: web-read, destination: [url], reads: true}}
        """, "bank", """
        server: bank
        tools:
          pay: {duty: money.pay, sink: external, risk: high, content: {asks: pay, destination: [to]}}
          add_payee: {duty: money.payee, risk: high, content: {contact: [to]}}
          remove_payee: {duty: money.payee-removal, risk: high, content: {contact-removed: [to]}}
        """);

    private final Path folder;
    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final List<Client> clients = new ArrayList<>();
    private final String config;
    private URI url = URI.create("http://127.0.0.1");

    /** @param folder for the bundle, the data and the files of the servers */
    public FlowHouse(Path folder) throws IOException {
        this.folder = folder;
        var files = new LinkedHashMap<>(Map.of("interlock.yaml", BUNDLE));
        SERVERS.forEach((name, text) -> files.put(name + ".yaml", text));
        Served.bundle(folder, files);
        var text = new StringBuilder("domain: office.example\nlisten: 127.0.0.1:0\nupstreams:\n");
        SERVERS.keySet()
                .forEach(name -> text.append("  " + name + ": {command: "
                        + Json.text(Json.plain(OfficeServer.command(name, folder))) + "}\n"));
        text.append("roles: {operator: [operators], approver: [approvers], administrator: [administrators]}\n");
        text.append("agents:\n");
        party(text, "planner", "owner: desk, model: m1, root: true");
        party(text, "helper", "owner: desk, model: m1, root: true");
        text.append("people:\n");
        party(text, "olivia", "owner: sales, groups: [operators]");
        party(text, "vera", "owner: controlling, groups: [approvers]");
        config = text.toString();
        mail("pat@other.example", "Nothing new", "There is nothing new to tell you about this week.");
        page("There is nothing new to be read here this week, as far as we know.");
    }

    private void party(StringBuilder text, String name, String rest) {
        Token token = Token.create(new SecureRandom());
        Leaks.RUN.ofCaller(token.reveal());
        tokens.put(name, token);
        text.append("  " + name + ": {token: " + token.hash() + ", " + rest + "}\n");
    }

    /** The text of the configuration. */
    public String config() {
        return config;
    }

    /** Says where the server listens. */
    public void isAt(URI server) {
        url = server;
    }

    /** Puts a mail into the inbox, in place of the one that was there. */
    public void mail(String from, String subject, String body) throws IOException {
        ObjectNode mail = Json.object()
                .put("id", "m-1")
                .put("from", from)
                .put("subject", subject)
                .put("body", body);
        Files.writeString(folder.resolve(OfficeServer.MAIL), Json.text(mail));
    }

    /** Puts a page onto the web, in place of the one that was there. */
    public void page(String text) throws IOException {
        Files.writeString(folder.resolve(OfficeServer.PAGE), text);
    }

    /** Has olivia open a task of an agent; returns its id. */
    public String task(String agent, String instruction) {
        return open("olivia", agent, instruction, Optional.empty());
    }

    /** Has the planner open a part of its task for the helper, with an instruction of its own; returns its id. */
    String part(String parent, String instruction) {
        return open("planner", "helper", instruction, Optional.of(parent));
    }

    private String open(String by, String agent, String instruction, Optional<String> parent) {
        ObjectNode body =
                Json.object().put("intent", "assist").put("agent", agent).put("instruction", instruction);
        parent.ifPresent(task -> body.put("parent", task));
        return post(by, "tasks", body, 201).path("id").asText();
    }

    /** Has an agent begin to work with a server in a task. */
    public Client agent(String agent, String task, String server) {
        var client = new Client(McpClient.of(
                url.resolve("/mcp/" + server),
                tokens.get(agent).reveal(),
                Optional.of(task),
                EraChoice.MODERN,
                Patient.TIMING,
                System::nanoTime));
        clients.add(client);
        return client;
    }

    /** Returns what the API answers a person or an agent. */
    ObjectNode v1(String by, String path) {
        return send(api(by, path).method("GET"), 200);
    }

    /** Has a person approve a held call, with what it shows of itself. */
    void approve(String by, String hold) {
        ObjectNode shown = v1(by, "holds/" + hold);
        ObjectNode body = Json.object()
                .put("comment", "as agreed")
                .put("digest", shown.path("digest").asText())
                .put("code", shown.path("code").asText());
        post(by, "holds/" + hold + "/approve", body, 200);
    }

    /** Returns what the API answers a person or an agent who posts a body. */
    ObjectNode post(String by, String path, ObjectNode body, int status) {
        return send(api(by, path).body(Json.bytes(body)), status);
    }

    /** Returns what a command prints that a person or an agent runs against the server. */
    String command(String by, int exit, String... args) {
        CommandLine line = Main.commandLine(new Surroundings(
                Map.of(
                        "INTERLOCK_URL", url.toString(),
                        "INTERLOCK_TOKEN", tokens.get(by).reveal()),
                false));
        var printed = new StringWriter();
        line.setOut(new PrintWriter(printed, true));
        line.setErr(new PrintWriter(printed, true));
        assertThat(line.execute(args)).as(printed.toString()).isEqualTo(exit);
        return printed.toString();
    }

    private static ObjectNode send(RawHttp request, int status) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    private RawHttp api(String by, String path) {
        return RawHttp.to(url.getPort(), "/v1/" + path)
                .add("Authorization", "Bearer " + tokens.get(by).reveal())
                .add("Content-Type", "application/json");
    }

    /** Returns the acts of the servers, a line for each call. */
    List<String> done() throws IOException {
        return OfficeServer.done(folder);
    }

    /** Forgets what the servers have done. */
    void forgetDone() throws IOException {
        OfficeServer.forgetDone(folder);
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
    }
}
