package dev.interlock.server.content;

import static dev.interlock.server.content.ContentParties.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Provenance;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Served;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks are read for rules of the kind {@code first-use} that ask who chose a destination, without any of the kind {@code flow}. */
class FirstUseContentsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: mail
        owner: security@example.com
        independence: {line: [owner]}
        risk: {acting: {independence: line, on-conflict: hold, on-missing: hold}}
        server: mail
        tools:
          send: {duty: mail.send, risk: acting, content: {asks: message, destination: [to]}}
        intents:
          assist: {goal: Do what the user asks, allow: mail.send}
        rules: [{id: F-1, title: A person looks at new recipients, first-use: {to: mail.send%s}}]
        """;

    private static Optional<Provenance> chosen(Path folder, String keys) throws Exception {
        Quiet.on();
        if (!(PolicyBundle.load(Served.bundle(folder, BUNDLE.formatted(keys)))
                instanceof PolicyBundle.Compiled compiled)) {
            throw new AssertionError(keys);
        }
        var store = new FaultyStore();
        var signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        Map<String, String> args = Map.of("to", "lou@else.example");
        CallFacts facts = compiled.facts("mail", "send", args, "sha-256:1");
        try (Domain domain = Rig.open(store, store, signer, compiled.engine(), new AtomicLong(600_000))) {
            var use = new ToolUse(compiled.engine(), compiled.catalog(), ADA, "mail", "send", args);
            return new TaskContents(domain)
                    .facts(use, OptionalLong.empty(), facts)
                    .provenance();
        }
    }

    @Test
    void whoChoseTheDestinationIsAFactIfTheRuleAsks(@TempDir Path folder) throws Exception {
        assertThat(chosen(folder.resolve("unless"), ", unless: own"))
                .hasValueSatisfying(chosen -> assertThat(chosen.known()).isTrue());
        assertThat(chosen(folder.resolve("from"), ", from: label/untrusted")).isPresent();
    }

    @Test
    void otherwiseNothingIsRead(@TempDir Path folder) throws Exception {
        assertThat(chosen(folder, "")).isEmpty();
    }
}
