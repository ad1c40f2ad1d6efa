package dev.interlock.bench.flood;

import dev.interlock.bench.wire.RecordsApi;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The server's configuration, with the limits that it has by itself; its agents; and the API behind it, which does nothing. */
final class Site implements AutoCloseable {

    static final int OTHERS = 4;
    static final String RECORDS = "/rest/records/";

    private final RecordsApi api = new RecordsApi();
    private final Token flooding = Token.create(new SecureRandom());
    private final List<Token> others = new ArrayList<>();
    private final Path folder;
    private final Path config;

    Site(Path folder) throws IOException {
        this.folder = folder;
        config = configure();
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
        RecordsApi.describe(folder.resolve("api.yaml"));
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
                        api.port(), agents, Token.create(new SecureRandom()).hash()));
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
        api.close();
    }
}
