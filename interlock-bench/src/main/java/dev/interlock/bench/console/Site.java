package dev.interlock.bench.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The server's configuration and bundle, its agents and people, and the API behind it, which does nothing. */
final class Site implements AutoCloseable {

    static final int AGENTS = 200;
    static final String SERVER = "records";
    static final String INTENT = "keep";
    static final String APPROVER = "vera";

    private final HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Token> agents = new ArrayList<>();
    private final Token approver = Token.create(new SecureRandom());
    private final Path folder;
    private final Path config;

    Site(Path folder) throws IOException {
        this.folder = folder;
        api.setExecutor(threads);
        api.createContext("/", Site::handle);
        api.start();
        config = configure();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = "{}".getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Path configure() throws IOException {
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("records.yaml"), """
            server: records
            no-effect: [401-challenge, 404-session]
            objects: {record: {id: {form: text}}}
            tools:
              write: {duty: record.write, on: {record: args.path.id}, say: 'Write {path.id}'}
              approve: {duty: record.approve, on: {record: args.path.id}}
              pay: {duty: record.pay, on: {record: args.path.id}, say: 'Pay {path.id}'}
            """);
        Files.writeString(bundle.resolve("interlock.yaml"), """
            interlock: v1
            name: console
            owner: bench@example.com
            include: [records.yaml]
            independence: {owner: [owner]}
            risk: {low: {independence: owner, on-conflict: deny, on-missing: hold}}
            approvals: {answers: 100000}
            intents:
              keep: {goal: Keep the records, allow: [record.write, record.approve, record.pay], limits: {time: 60d, idle: 60d, calls: 1000000}}
            rules:
              - id: REC-01
                title: Whoever writes a record does not approve it
                separate: {duties: [record.write, record.approve], per: record, within: 90d}
              - id: REC-02
                title: A payment needs a person
                require: {for: record.pay, approval: {by: approvers, wait: 7d}}
            """);
        var paths = new StringBuilder();
        for (String operation : List.of("write", "approve", "pay")) {
            paths.append("""
                  /%s/{id}:
                    post:
                      operationId: %s
                      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
                      responses: {"200": {description: done}}
                """.formatted(operation, operation));
        }
        Files.writeString(
                folder.resolve("api.yaml"), "openapi: 3.0.3\ninfo: {title: records, version: \"1\"}\npaths:\n" + paths);
        var cast = new StringBuilder();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(Token.create(new SecureRandom()));
            cast.append("  %s: {token: \"%s\", owner: owner-%d, model: m1, root: true}\n"
                    .formatted(agent(i), agents.getLast().hash(), i / 4));
        }
        return Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: bench.example.com
            listen: 127.0.0.1:0
            limits: {agent: {rate: any, concurrent: 8}}
            upstreams: {records: {openapi: api.yaml, url: "http://127.0.0.1:%d"}}
            agents:
            %speople:
              %s: {token: "%s", owner: controls, groups: [approvers, administrators]}
              ada: {token: "%s", owner: books, groups: [approvers, administrators]}
            """.formatted(
                        api.getAddress().getPort(),
                        cast,
                        APPROVER,
                        approver.hash(),
                        Token.create(new SecureRandom()).hash()));
    }

    static String agent(int number) {
        return "agent-" + number;
    }

    Path config() {
        return config;
    }

    String token(int agent) {
        return agents.get(agent).reveal();
    }

    /** The token of the person who looks at the pages. */
    String approver() {
        return approver.reveal();
    }

    @Override
    public void close() {
        api.stop(0);
        threads.close();
    }
}
