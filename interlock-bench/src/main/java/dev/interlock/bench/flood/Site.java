package dev.interlock.bench.flood;

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

/** The server's configuration, with the limits that it has by itself; its agents; and the API behind it, which does nothing. */
final class Site implements AutoCloseable {

    static final int OTHERS = 4;
    static final String RECORDS = "/rest/records/";

    private final HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Token flooding = Token.create(new SecureRandom());
    private final List<Token> others = new ArrayList<>();
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
            objects: {record: {id: {form: text}}}
            tools:
              write: {duty: record.write, on: {record: args.path.id}}
              approve: {duty: record.approve, on: {record: args.path.id}}
              pay: {duty: record.pay, on: {record: args.path.id}}
            """);
        Files.writeString(bundle.resolve("interlock.yaml"), """
            interlock: v1
            name: flood
            owner: bench@example.com
            include: [records.yaml]
            independence: {person: []}
            risk: {low: {independence: person, on-conflict: deny, on-missing: hold}}
            intents:
              work: {goal: Keep records, allow: [record.write, record.approve, record.pay], limits: {time: 1h, calls: 1000000}}
              keep: {goal: Keep these records, allow: [record.write], about: {record: many}, limits: {time: 1h, calls: 1000}}
            rules:
              - id: REC-01
                title: Whoever writes a record does not approve it
                separate: {duties: [record.write, record.approve], per: record, within: 90d}
              - id: REC-02
                title: A payment needs a person
                require: {for: record.pay, approval: {by: approvers}}
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
        var agents = new StringBuilder(agent("flooding", flooding));
        for (int i = 0; i < OTHERS; i++) {
            others.add(Token.create(new SecureRandom()));
            agents.append(agent("other-" + i, others.getLast()));
        }
        return Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: bench.example.com
            listen: 127.0.0.1:0
            upstreams: {records: {openapi: api.yaml, url: "http://127.0.0.1:%d"}}
            agents:
            %speople:
              vera: {token: "%s", owner: controls, groups: [approvers]}
            """.formatted(
                        api.getAddress().getPort(),
                        agents,
                        Token.create(new SecureRandom()).hash()));
    }

    private static String agent(String name, Token token) {
        return "  %s: {token: \"%s\", owner: of-%s, model: m1, root: true}\n".formatted(name, token.hash(), name);
    }

    String config() {
        return config.toString();
    }

    String flooding() {
        return flooding.reveal();
    }

    String other(int number) {
        return others.get(number).reveal();
    }

    Path data() {
        return folder.resolve("data");
    }

    /** The bytes in the data folder of the server. */
    long written() throws IOException {
        try (var files = Files.walk(data())) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.exists(file) ? Files.size(file) : 0;
            }
            return sum;
        }
    }

    @Override
    public void close() {
        api.stop(0);
        threads.close();
    }
}
