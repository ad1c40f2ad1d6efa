package dev.interlock.server.content;

import static dev.interlock.server.content.ContentParties.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Served;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The origins of an amount are facts of the calls that rules of the kind {@code unusual} with {@code unless} look at. */
class UnusualContentsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: bank
        owner: security@example.com
        independence: {line: [owner]}
        risk: {acting: {independence: line, on-conflict: hold, on-missing: hold}}
        server: bank
        tools:
          pay:
            duty: bank.pay
            amount: {value: %s, unit: EUR}
            on: {order: 'args.orders[*].id'}
            risk: acting
            content: {asks: pay}
        objects: {order: {id: {form: text}}}
        intents:
          assist: {goal: Do what the user asks, allow: bank.pay}
        rules: [{id: U-1, title: A person looks at unusual amounts, unusual: {of: bank.pay, factor: 3%s}}]
        """;

    private static List<ValueProvenance> values(Path folder, String value, String keys) throws Exception {
        Quiet.on();
        PolicyBundle loaded = PolicyBundle.load(Served.bundle(folder, BUNDLE.formatted(value, keys)));
        if (!(loaded instanceof PolicyBundle.Compiled compiled)) {
            throw new AssertionError(loaded.diagnostics());
        }
        var store = new FaultyStore();
        var signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        Map<String, Object> args = Map.of(
                "amount",
                new BigDecimal("98.70"),
                "orders",
                List.of(Map.of("id", "o-1", "sum", 90), Map.of("id", "o-2", "sum", new BigDecimal("8.70"))));
        CallFacts facts = compiled.facts("bank", "pay", args, "sha-256:1");
        try (Domain domain = Rig.open(store, store, signer, compiled.engine(), new AtomicLong(600_000))) {
            var open = new Command.OpenTask(
                    ContentParties.OMAR,
                    OptionalLong.empty(),
                    ADA,
                    "assist",
                    "sha-256:0",
                    "Pay the two orders, 98.70 EUR together.",
                    List.of(),
                    OptionalLong.empty(),
                    OptionalInt.empty());
            var contents = new TaskContents(domain);
            OptionalLong task = OptionalLong.of(((Answer.Done) domain.ask(open).answer()).number());
            var use = new ToolUse(compiled.engine(), compiled.catalog(), ADA, "bank", "pay", args);
            return contents.facts(use, task, facts).provenance().stream()
                    .flatMap(chosen -> chosen.values().stream())
                    .toList();
        }
    }

    @Test
    void theInstructionStatesTheAmountOfTheCall(@TempDir Path folder) throws Exception {
        assertThat(values(folder, "args.amount", ", unless: instruction"))
                .singleElement()
                .satisfies(value -> {
                    assertThat(value.path()).isEqualTo("amount");
                    assertThat(value.role()).isEqualTo(ArgumentRole.AMOUNT);
                    assertThat(value.origins()).containsExactly(Origin.INSTRUCTION);
                });
    }

    @Test
    void aSumOverAListHasNoOrigin(@TempDir Path folder) throws Exception {
        assertThat(values(folder, "'args.orders[*].sum'", ", unless: instruction"))
                .isEmpty();
    }

    @Test
    void withoutARuleThatAsksNothingIsRead(@TempDir Path folder) throws Exception {
        assertThat(values(folder, "args.amount", "")).isEmpty();
    }
}
