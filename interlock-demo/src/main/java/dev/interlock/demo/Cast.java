package dev.interlock.demo;

import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.tls.ClientTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cast of a play: agents, and people who instruct them, approve what they do, or are on call. Each is known by an identity of a trust
 * domain that is made for the demo, and by nothing else.
 */
final class Cast {

    /** The life of identities: longer than any play. */
    private static final Duration LIFE = Duration.ofHours(1);

    /** The agents that show a certificate in the handshake, and send no token. */
    private static final Set<String> BY_CERTIFICATE = Set.of("payer");

    private final TestTrustDomain domain;
    private final String audience;
    private final Map<String, String> paths = new TreeMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final List<Registry.Entry> entries = new ArrayList<>();

    private Cast(TestTrustDomain domain, String audience) {
        this.domain = domain;
        this.audience = audience;
    }

    /** The agents of three offices, the people who instruct them, and an independent approver. */
    static Cast ofPayables(TestTrustDomain domain, String audience) {
        var cast = new Cast(domain, audience);
        cast.agent("vendor-desk", "vendor-office", "atlas", true);
        cast.agent("invoice-desk", "payables-office", "borealis", true);
        cast.agent("planner", "payables-office", "borealis", true);
        cast.agent("helper", "payables-office", "borealis", false);
        cast.agent("payer", "treasury", "cirrus", true);
        cast.person("vic", "vendor-office");
        cast.person("olivia", "payables-office");
        cast.person("paul", "treasury", "ap-approvers");
        cast.person("vera", "controlling", "ap-approvers");
        return cast;
    }

    /** The agent of operations, the person who instructs it, two who are on call, and one who reviews what they did. */
    static Cast ofIncident(TestTrustDomain domain, String audience) {
        var cast = new Cast(domain, audience);
        cast.agent("ops", "operations", "atlas", true);
        cast.person("orla", "operations");
        cast.person("dana", "payments-team", "incident-commanders");
        cast.person("carl", "platform-team", "incident-commanders");
        cast.person("rita", "security-team", "security");
        return cast;
    }

    private void agent(String name, String owner, String model, boolean root) {
        add(
                name,
                "/agent/" + name,
                false,
                root,
                Map.of("owner", AttributeValue.known(owner), "model", AttributeValue.known(model)));
    }

    private void person(String name, String owner, String... groups) {
        add(name, "/person/" + name, true, true, Map.of("owner", AttributeValue.known(owner)), groups);
    }

    private void add(
            String name,
            String path,
            boolean person,
            boolean root,
            Map<String, AttributeValue> attributes,
            String... groups) {
        paths.put(name, path);
        var caller = new Caller(
                name,
                "unproven-" + name,
                person,
                root,
                new TreeMap<>(attributes),
                new TreeSet<>(List.of(groups)),
                Optional.empty());
        entries.add(new Registry.Entry(
                caller, List.of(), List.of(SpiffeId.parse(domain.id(path)).orElseThrow())));
    }

    Registry registry() {
        return new Registry(entries);
    }

    /** The JWT-SVID of somebody; the same all through the play, as that of one running instance. */
    String token(String name) {
        return tokens.computeIfAbsent(name, somebody -> domain.token(path(somebody), audience, LIFE));
    }

    private String path(String name) {
        String path = paths.get(name);
        if (path == null) {
            throw new IllegalArgumentException("no one is called `" + name + "` in this demo");
        }
        return path;
    }

    /** Returns the credentials that an agent's process proves itself with. */
    AgentProcess.Credentials credentials(String name, Path folder) throws IOException {
        Optional<Path> authority = Optional.of(domain.authority());
        if (!BY_CERTIFICATE.contains(name)) {
            return new AgentProcess.Credentials(Optional.of(token(name)), authority, Optional.empty());
        }
        TestTrustDomain.Svid svid = domain.certificate(folder, name, path(name), List.of(), LIFE);
        return new AgentProcess.Credentials(
                Optional.empty(), authority, Optional.of(new ClientTls.Own(svid.certificates(), svid.key())));
    }

    /** Writes the token of a person where the command line can read it, and nobody else. */
    Path tokenFile(String name, Path folder) throws IOException {
        Path file = folder.resolve(name + ".token");
        if (!Files.exists(file)) {
            TestTrustDomain.writeSecret(file, token(name) + "\n");
        }
        return file;
    }
}
