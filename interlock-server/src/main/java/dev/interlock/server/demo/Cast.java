package dev.interlock.server.demo;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.config.Registry;
import dev.interlock.server.config.Token;
import dev.interlock.server.config.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who plays: agents of three offices, the people who instruct them, and an independent approver. Tokens are made anew. */
final class Cast {

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> tokens = new TreeMap<>();
    private final List<Registry.Entry> entries = new ArrayList<>();

    Cast() {
        agent("vendor-desk", "vendor-office", "atlas", true);
        agent("invoice-desk", "payables-office", "borealis", true);
        agent("planner", "payables-office", "borealis", true);
        agent("helper", "payables-office", "borealis", false);
        agent("payer", "treasury", "cirrus", true);
        person("vic", "vendor-office");
        person("olivia", "payables-office");
        person("paul", "treasury", "ap-approvers");
        person("vera", "controlling", "ap-approvers");
    }

    private void agent(String name, String owner, String model, boolean root) {
        add(name, false, root, Map.of("owner", AttributeValue.known(owner), "model", AttributeValue.known(model)));
    }

    private void person(String name, String owner, String... groups) {
        add(name, true, true, Map.of("owner", AttributeValue.known(owner)), groups);
    }

    private void add(
            String name, boolean person, boolean root, Map<String, AttributeValue> attributes, String... groups) {
        Token token = Token.create(random);
        TokenHash hash = token.hash();
        tokens.put(name, token.reveal());
        var caller = new Caller(
                name,
                hash.runtime(),
                person,
                root,
                new TreeMap<>(attributes),
                new TreeSet<>(List.of(groups)),
                Optional.empty());
        entries.add(new Registry.Entry(caller, List.of(hash)));
    }

    Registry registry() {
        return new Registry(entries);
    }

    String token(String name) {
        String token = tokens.get(name);
        if (token == null) {
            throw new IllegalArgumentException("nobody is called `" + name + "` in this play");
        }
        return token;
    }

    /** Writes the token of a person where the command line can read it, and nobody else. */
    Path tokenFile(String name, Path folder) throws IOException {
        Path file = folder.resolve(name + ".token");
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, token(name) + "\n");
        }
        return file;
    }
}
