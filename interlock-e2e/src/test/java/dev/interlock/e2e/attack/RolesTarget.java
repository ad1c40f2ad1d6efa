package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.HeaderValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A whole gateway before a directory of roles, which agents reach through each of the three doors, and which can be started again. */
final class RolesTarget implements AutoCloseable {

    private static final String TOOLS = """
        server: %s
        tools:
          createRole: {duty: role.create, creates: {role: result.id}%s}
          purgeRoles:
            duty: role.purge
            on: {role: '%s.role'}
            all: {role: '!("role" in %s) || %s.role == null || %s.role == "ALL"'}
          sweepRoles:
            duty: role.purge
            on: {role: '%s.roles[*]'}
            all: {role: '!("roles" in %s) || size(%s.roles) == 0'}
        """;

    /** A filter of the query that is left out stands for all, too. */
    private static final String DROP = """
          dropRoles:
            duty: role.purge
            on: {role: args.query.role}
            all: {role: '!("query" in args) || !("role" in args.query) || args.query.role == "ALL"'}
        """;

    private static final String BUNDLE = """
        interlock: v1
        name: roles
        owner: tests@example.com
        include: [iam.yaml, directory.yaml]
        independence: {line: [owner]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: deny}}
        objects: {role: {id: {form: pattern, pattern: 'r-[1-9][0-9]*'}}}
        intents: {work: {goal: Keep roles, allow: [role.create, role.purge], delegate: [role.create, role.purge]}}
        rules:
          - {id: R-1, title: Who creates does not purge, separate: {duties: [role.create, role.purge], per: role}}
        """;

    /** By which way a call comes. */
    enum Door {
        MCP,
        REST,
        AUTHZEN
    }

    /** The answer of a door: {@code permitted}, the code of a denial, or {@code refused} where no call was decided. */
    public record Said(String verdict, String text) {

        boolean permitted() {
            return verdict.equals("permitted");
        }
    }

    final RolesServer roles = new RolesServer();
    private final Map<String, Token> tokens = new TreeMap<>();
    private final Served server;

    RolesTarget(Path folder) throws IOException {
        Path bundle = Served.bundle(
                folder,
                Map.of(
                        "interlock.yaml",
                        BUNDLE,
                        "iam.yaml",
                        tools("iam", "args", ", arguments: {name: text}"),
                        "directory.yaml",
                        tools("directory", "args.body", "") + DROP));
        Path description = Files.writeString(folder.resolve("roles.openapi.yaml"), RolesServer.DESCRIPTION);
        server = Served.of(
                folder,
                """
                domain: roles.example.com
                listen: 127.0.0.1:0
                bundle: %s
                upstreams:
                  iam: {url: %s/mcp}
                  directory: {openapi: %s, url: %s/api}
                agents:
                  ada: {token: %s, owner: one, model: m, root: true, intent: work}
                  bob: {token: %s, owner: two, model: m, root: true, intent: work}
                  helper: {token: %s, owner: three, model: m, intent: work}
                authzen:
                  url: https://pdp.example.com
                  callers: {mesh: {token: %s, mode: enforcing, properties: trusted, server: iam, intent: work}}
                """.formatted(
                                bundle,
                                roles.url(),
                                description,
                                roles.url(),
                                token("ada").hash(),
                                token("bob").hash(),
                                token("helper").hash(),
                                token("mesh").hash()),
                Map.of(),
                InstantSource.system());
        server.start();
    }

    private static String tools(String name, String args, String declared) {
        return TOOLS.formatted(name, declared, args, args, args, args, args, args, args);
    }

    private Token token(String name) {
        Token token = tokens.computeIfAbsent(name, any -> Token.create(new SecureRandom()));
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    private RawHttp to(String who, String path) {
        return RawHttp.to(server.port(), path)
                .with("Authorization", "Bearer " + token(who).reveal())
                .with("Content-Type", "application/json")
                .with("Accept", "application/json, text/event-stream");
    }

    void restart() throws IOException {
        server.restart();
    }

    <E extends Event> List<E> recorded(Class<E> type) {
        return server.recorded(type);
    }

    /** Opens a task of an agent, below one of its own if a parent is named; by the agent of that. */
    String task(String opener, String agent, String parent) {
        ObjectNode body = Json.object().put("agent", agent).put("intent", "work");
        if (!parent.isEmpty()) {
            body.put("parent", parent);
        }
        RawHttp.Answer opened = to(opener, "/v1/tasks").body(body.toString()).send();
        assertThat(opened.status()).as(opened.text()).isEqualTo(201);
        return opened.json().path("id").asText();
    }

    /** A call through a door; arguments are JSON. */
    Said call(Door door, String who, String task, String tool, String arguments) {
        return switch (door) {
            case MCP -> mcp(who, task, tool, arguments);
            case REST -> rest(who, task, "POST", path(tool), arguments);
            case AUTHZEN -> authzen(who, task, tool, arguments);
        };
    }

    private static String path(String tool) {
        return switch (tool) {
            case "createRole" -> "/roles";
            case "purgeRoles" -> "/purges";
            default -> "/sweeps";
        };
    }

    private Said mcp(String who, String task, String tool, String arguments) {
        RawHttp.Answer answer = to(who, "/mcp/iam")
                .with("MCP-Protocol-Version", "2026-07-28")
                .with("Mcp-Method", "tools/call")
                .with("Mcp-Name", HeaderValue.encode(tool))
                .with("Interlock-Task", task)
                .body(Gateway.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ","))
                .send();
        JsonNode decision = answer.json().path("result").path("_meta").path("dev.interlock/decision");
        return said(decision.path("verdict").asText(), decision.path("code").asText(), answer);
    }

    Said rest(String who, String task, String method, String path, String body) {
        RawHttp request = to(who, "/rest/directory" + path).method(method).with("Interlock-Task", task);
        RawHttp.Answer answer = (body.isEmpty() ? request.without("Content-Type") : request.body(body)).send();
        String decision = answer.header("interlock-decision").orElse("");
        String code = decision.replaceFirst(".*code=\"([^\"]*)\".*", "$1");
        return said(decision.replaceFirst(";.*", ""), code, answer);
    }

    private Said authzen(String who, String task, String tool, String arguments) {
        String question = """
            {"subject": {"type": "agent", "id": "%s"},
             "action": {"name": "tools/call", "properties": {"arguments": %s}},
             "resource": {"type": "tool", "id": "%s"}, "context": {"task": "%s"}}
            """.formatted(who, arguments, tool, task);
        RawHttp.Answer answer =
                to("mesh", "/access/v1/evaluation").body(question).send();
        if (answer.status() != 200) {
            return new Said("refused", answer.text());
        }
        JsonNode context = answer.json().path("context");
        if (!answer.json().path("decision").asBoolean()) {
            return said("denied", context.path("reason").asText(), answer);
        }
        carryOut(context.path("evaluation_id").asText(), tool, arguments);
        return new Said("permitted", answer.text());
    }

    /** The enforcement point does what was permitted, and reports it. */
    private void carryOut(String call, String tool, String arguments) {
        boolean creates = tool.equals("createRole");
        ObjectNode report = Json.object().put("outcome", "succeeded");
        if (creates) {
            report.putArray("created").add("role/" + roles.create());
        } else {
            roles.purged.add(arguments);
        }
        RawHttp.Answer reported = to("mesh", "/access/v1/evaluations/" + call + "/outcome")
                .body(report.toString())
                .send();
        assertThat(reported.status()).as(reported.text()).isEqualTo(200);
    }

    private static Said said(String verdict, String code, RawHttp.Answer answer) {
        return new Said(
                switch (verdict) {
                    case "permitted" -> verdict;
                    case "denied" -> code;
                    default -> "refused";
                },
                answer.status() + " " + answer.text());
    }

    @Override
    public void close() throws IOException {
        server.close();
        roles.close();
    }
}
