package dev.interlock.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.Folders;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worked example compiles to what its text says. */
class AccountsPayableTest {

    private final PolicyBundle bundle = PolicyBundle.load(Folders.accountsPayable());

    private PolicyBundle.Compiled compiled() {
        assertThat(new TextRenderer(false).render(bundle.diagnostics())).isEqualTo("0 errors, 0 warnings\n");
        return (PolicyBundle.Compiled) bundle;
    }

    @Test
    void hasNoDiagnosticsAndAllItsParts() {
        var engine = compiled().engine();
        assertThat(engine.name()).isEqualTo("accounts-payable");
        assertThat(engine.digest()).matches("sha-256:[0-9a-f]{64}");
        assertThat(engine.tiers().keySet()).containsExactly("low", "medium", "high", "critical");
        assertThat(engine.strictest().name()).isEqualTo("critical");
        assertThat(engine.rules()).extracting(Rule::id).containsExactly("AP-01", "AP-02", "AP-03", "AP-04");
        assertThat(engine.tools()).hasSize(12).containsKey("erp/release_payment");
        assertThat(engine.intents()).containsKeys("onboard-vendor", "pay-invoice", "review", "settle-payables");
    }

    @Test
    void mapsAReleaseToItsFacts() {
        var facts = compiled()
                .facts(
                        "erp",
                        "release_payment",
                        Map.of(
                                "payment_id",
                                "P-1",
                                "vendor_id",
                                "V-42",
                                "amount",
                                "120.50",
                                "currency",
                                "EUR",
                                "iban",
                                "DE89"),
                        "sha-256:00");
        assertThat(facts.tool()).isEqualTo("erp/release_payment");
        assertThat(facts.marks()).containsExactly("payment.release", "sink/external");
        assertThat(facts.objects()).extracting(Object::toString).containsExactly("payment/P-1");
        assertThat(facts.checks()).extracting(Object::toString).containsExactly("vendor/V-42");
        assertThat(facts.values()).containsExactly(Map.entry("payee", "DE89"));
        assertThat(facts.amount()).hasToString("Optional[120.5 EUR]");
        assertThat(facts.risk()).isEqualTo("critical");
        assertThat(facts.writes()).isTrue();
        assertThat(facts.faults()).isEmpty();
        assertThat(facts.projection())
                .containsOnlyKeys("args.payment_id", "args.vendor_id", "args.amount", "args.currency", "args.iban");
    }
}
