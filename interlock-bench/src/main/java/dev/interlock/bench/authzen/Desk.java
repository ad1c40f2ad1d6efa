package dev.interlock.bench.authzen;

import dev.interlock.bench.wire.Wire;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration of a server that decides who may write records, by a separation over their history, and its one caller. */
final class Desk {

    static final int PEOPLE = 100;
    static final int RECORDS = 10_000;
    static final String PATH = "/access/v1/evaluation";

    private static final Pattern CALL = Pattern.compile("\"evaluation_id\":\"c-(\\d+)\"");

    private final Token token = Token.create(new SecureRandom());
    private final Path config;

    Desk(Path folder) throws IOException {
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("interlock.yaml"), """
            interlock: v1
            name: records
            owner: bench@example.com
            include: [record.yaml]
            independence: {person: []}
            risk: {low: {independence: person, on-conflict: deny, on-missing: deny}}
            intents: {work: {goal: Keep records, allow: [record.write, record.approve], limits: {time: 12h, calls: 1000000}}}
            rules:
              - id: REC-01
                title: Whoever writes a record does not approve it
                separate: {duties: [record.write, record.approve], per: record, within: 90d}
            """);
        Files.writeString(bundle.resolve("record.yaml"), """
            server: record
            objects: {record: {}}
            tools:
              write: {duty: record.write, on: {record: args.resource.id}}
              approve: {duty: record.approve, on: {record: args.resource.id}}
            """);
        var people = new StringBuilder();
        for (int i = 1; i <= PEOPLE; i++) {
            people.append("  person-%d: {token: \"%s\"}\n"
                    .formatted(i, Token.create(new SecureRandom()).hash()));
        }
        config = Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: bench.example.com
            listen: 127.0.0.1:0
            limits: {agents: {mesh: {rate: any, concurrent: 128}}}
            authzen: {callers: {mesh: {token: "%s", mode: enforcing, subjects: any, properties: trusted, intent: work}}}
            people:
            %s\
            """.formatted(token.hash(), people));
    }

    String config() {
        return config.toString();
    }

    String token() {
        return token.reveal();
    }

    /** Has something permitted: the number of its entry in the ledger. */
    long decided(int port) throws IOException {
        String body = "{\"subject\":{\"type\":\"user\",\"id\":\"person-1\"},\"action\":{\"name\":\"write\"},"
                + "\"resource\":{\"type\":\"record\",\"id\":\"record-1\"}}";
        byte[] request = ("POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer "
                        + token.reveal() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
        try (Wire wire = Wire.connect(port)) {
            wire.write(request, request.length);
            boolean answered = wire.readMessage();
            Matcher call = CALL.matcher(answered ? wire.body() : "");
            if (!answered || !wire.body().contains("\"decision\":true") || !call.find()) {
                throw new IOException("a request was not permitted: " + (answered ? wire.text() : "no answer"));
            }
            return Long.parseLong(call.group(1));
        }
    }
}
