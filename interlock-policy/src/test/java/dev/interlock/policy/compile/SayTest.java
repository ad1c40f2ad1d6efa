package dev.interlock.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Say;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The words of a tool: which values their names stand for, and that no decision reads them. */
class SayTest {

    private static PolicyBundle.Compiled bundle(String say) {
        String text = """
            interlock: v1
            name: test
            owner: controls@example.com
            independence: {line: [owner]}
            risk: {high: {independence: line, on-conflict: deny, on-missing: deny}}
            server: erp
            objects: {vendor: {id: {form: text}}, payment: {id: {form: text}, of: {vendor: one}}}
            tools:
              pay:
                duty: payment.release
                %s
                on: {payment: args.payment}
                check: {vendor: args.vendor.id}
                amount: {value: args.amount, unit: args.currency}
                values: {payee: args.iban}
                show: [args.payee, args.note]
                any-of: [{id: urgent, when: 'args.urgent == true', duty: payment.urgent}]
                otherwise: everything
            intents: {pay: {goal: Pay, allow: [payment.release, payment.urgent]}}
            """.formatted(say);
        var tree = new MemoryTree(Map.of("interlock.yaml", text.getBytes(StandardCharsets.UTF_8)));
        PolicyBundle bundle = PolicyBundle.load(tree);
        assertThat(bundle).as("%s", bundle.diagnostics()).isInstanceOf(PolicyBundle.Compiled.class);
        return (PolicyBundle.Compiled) bundle;
    }

    private static List<Say.Part> parts(String say) {
        return bundle("say: " + say)
                .catalog()
                .tool("erp", "pay")
                .flatMap(ToolEntry::say)
                .orElseThrow()
                .parts();
    }

    private static ArgumentPath path(String path) {
        return ArgumentPath.parse(path).orElseThrow();
    }

    @Test
    void namesAreWhatTheToolDeclaresBeforeTheyAreArguments() {
        assertThat(parts("Pay {amount} to {payee}, not {args.payee}"))
                .containsExactly(
                        new Say.Words("Pay "),
                        new Say.Sum(),
                        new Say.Words(" to "),
                        new Say.Identity(path("args.iban")),
                        new Say.Words(", not "),
                        new Say.Shown(path("args.payee")));
    }

    @Test
    void objectsAreNamedByTypeOrAsTheObjectOfTheCall() {
        assertThat(parts("'{object} {payment} of {vendor}'"))
                .containsExactly(
                        new Say.Reference("payment", path("args.payment")),
                        new Say.Words(" "),
                        new Say.Reference("payment", path("args.payment")),
                        new Say.Words(" of "),
                        new Say.Reference("vendor", path("args.vendor.id")));
    }

    /** An account is an account, whichever way it is named; of a text nobody knows how long it is. */
    @Test
    void argumentsThatRulesReadStandInFullAndOthersAreBounded() {
        assertThat(parts("'{iban}{vendor.id}{currency}{args.amount}{note}{urgent}'"))
                .containsExactly(
                        new Say.Identity(path("args.iban")),
                        new Say.Identity(path("args.vendor.id")),
                        new Say.Identity(path("args.currency")),
                        new Say.Identity(path("args.amount")),
                        new Say.Shown(path("args.note")),
                        new Say.Shown(path("args.urgent")));
    }

    @Test
    void noDecisionReadsIt() {
        PolicyBundle.Compiled with = bundle("say: Pay {amount} to {payee} for {note}");
        PolicyBundle.Compiled without = bundle("");
        Map<String, ?> args =
                Map.of("payment", "P-1", "amount", "5", "currency", "EUR", "iban", "DE1", "urgent", true, "note", "n");

        assertThat(with.facts("erp", "pay", args, "sha-256:1"))
                .isEqualTo(without.facts("erp", "pay", args, "sha-256:1"));
        assertThat(with.engine().rules()).isEqualTo(without.engine().rules());
        assertThat(with.digest()).as("it is a part of what is reviewed").isNotEqualTo(without.digest());
    }
}
