package dev.interlock.bench.console;

import dev.interlock.bench.wire.RecordsApi;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The server's configuration and bundle, its agents and people, and the API behind it, which does nothing. */
final class Site implements AutoCloseable {

    static final int AGENTS = 200;
    static final String SERVER = "records";
    static final String INTENT = "keep";
    static final String APPROVER = "vera";

    private final RecordsApi api = new RecordsApi();
    private final List<Token> agents = new ArrayList<>();
    private final Token approver = Token.create(new SecureRandom());
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
        RecordsApi.describe(folder.resolve("api.yaml"));
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
                        api.port(),
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
        api.close();
    }
}
