package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Source;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was told from outside and what was proposed, as the record shows it. */
class ObservedShownTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void make() throws IOException {
        var policy = (PolicyBundle.Compiled) PolicyBundle.load(SampleLedger.BUNDLE);
        Bundle plain = policy.engine();
        var bundle = plain.but()
                .withSources(new TreeMap<>(
                        Map.of("erp-audit", new Source("erp-audit", Set.of("vendor.create", "payment.prepare")))))
                .withRejectedForMillis(Bundle.DEFAULT_REJECTED_FOR_MILLIS)
                .build();
        SqliteStore store = SqliteStore.open(folder);
        InstantSource clock = () -> Instant.parse("2026-03-02T09:00:00Z");
        var signer = SigningKeyFile.loadOrCreate(folder, "payables.example.com", new SecureRandom());
        Ledger ledger = Ledger.open(store, signer, clock::millis, CheckpointPolicy.DEFAULT)
                .orThrow();
        try (Domain domain = Domain.open(ledger, store, store.snapshots(), bundle, clock)) {
            observe(domain, policy, "a-1", "create_vendor", Map.of("name", "Acme", "iban", "DE1"), "vendor/V-1");
            observe(domain, policy, "a-2", "prepare_payment", payment("I-1"), "payment/P-1");
            observe(domain, policy, "a-3", "release_payment", release(), "");
            domain.ask(new Command.ProposeBundle(caller("vera", true), plain.name(), plain.digest()));
            Answer activated = domain.activate(
                    bundle, new Command.ActivateBundle(caller("vera", true), plain.digest(), true), () -> {});
            assertThat(activated).isInstanceOf(Answer.Done.class);
        }
    }

    private static Map<String, Object> payment(String invoice) {
        return Map.of("vendor_id", "V-1", "invoice_id", invoice, "amount", "9", "currency", "EUR", "iban", "DE1");
    }

    private static Map<String, Object> release() {
        return Map.of("payment_id", "P-1", "amount", "9", "currency", "EUR", "iban", "DE1");
    }

    private static void observe(
            Domain domain,
            PolicyBundle.Compiled policy,
            String id,
            String tool,
            Map<String, Object> arguments,
            String created) {
        CallFacts facts = policy.facts("erp", tool, arguments, "sha-256:0");
        Answer answer = domain.ask(new Command.Observe(
                        caller("erp-audit", false),
                        id,
                        caller("clerk", false),
                        facts,
                        created.isEmpty() ? List.of() : List.of(Key.parse(created)),
                        OptionalLong.of(1_772_000_000_000L)))
                .answer();
        assertThat(answer).isInstanceOf(Answer.Done.class);
    }

    private static Caller caller(String name, boolean person) {
        return new Caller(
                name,
                person ? "token-" + name : "",
                person,
                false,
                new TreeMap<>(Map.of("owner", AttributeValue.known("finance"))),
                new TreeSet<>(),
                Optional.empty());
    }

    @Test
    void theLinesSayWhoToldAndWhatItBreaks() {
        List<String> lines = CommandRun.of("ledger", "show", "--data", folder).lines();
        assertThat(lines.get(1))
                .contains(" c-1 ", " clerk ")
                .endsWith("observed    erp/create_vendor  reported by erp-audit");
        assertThat(lines.get(3))
                .contains("observed    erp/release_payment on payment/P-1  reported by erp-audit, AP-01 ");
        assertThat(lines.get(4)).contains(" vera ", "proposed    policy accounts-payable sha-256:");
        assertThat(lines.get(5))
                .contains(" vera ", "activated   policy accounts-payable sha-256:")
                .endsWith(", proposed by vera, single administrator");
        assertThat(CommandRun.of("ledger", "show", "--data", folder, "--agent", "erp-audit")
                        .lines())
                .hasSize(3);
        assertThat(CommandRun.of("ledger", "show", "--data", folder, "--agent", "vera")
                        .lines())
                .hasSize(2);
    }

    @Test
    void anExplanationSaysThatItHappenedOutside() {
        String text = CommandRun.of("explain", "c-3", "--data", folder).out();
        assertThat(text)
                .contains("c-3  observed  ", "by erp-audit as a-3, as of 2026-02-25", "could not have been prevented")
                .contains("note  AP-01 duty-conflict");
        assertThat(CommandRun.of("explain", "c-1", "--data", folder, "--json").out())
                .contains("\"verdict\":\"observed\"", "\"outside_time\":1772000000000");
        assertThat(CommandRun.of("explain", "c-1", "--data", folder).out()).contains("created vendor/V-1");
    }

    @Test
    void theRecordVerifies() {
        assertThat(CommandRun.of("ledger", "verify", "--data", folder).exit()).isEqualTo(ExitCode.FINE);
    }
}
