package dev.interlock.engine;

import static dev.interlock.engine.Office.HOUR;
import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A rejection is not evaded by another wording: an argument more, a cent more, another tool for the same duty. */
class RejectionSticksTest {

    private static final Key VENDOR = new Key("vendor", "42");

    private final Office office = new Office(Office.approval());
    private final Caller payer = agent("payer", "treasury");
    private final Caller sibling = agent("sibling", "treasury");
    private final Caller stranger = agent("stranger", "sales");

    /** A payment that is worded in some way. */
    private record Payment(
            String tool, String digest, List<Key> objects, Map<String, String> values, Optional<Amount> amount) {

        static Payment of(String amount) {
            return new Payment(
                    "erp/vendor.pay",
                    "sha-256:1",
                    List.of(VENDOR),
                    Map.of("payee", "DE89"),
                    Optional.of(new Amount(new BigDecimal(amount), "EUR")));
        }

        static Payment bare(String digest) {
            return new Payment("erp/vendor.pay", digest, List.of(), Map.of(), Optional.empty());
        }

        Payment digest(String another) {
            return new Payment(tool, another, objects, values, amount);
        }

        Payment by(String another) {
            return new Payment(another, digest, objects, values, amount);
        }

        Payment alsoOn(Key key) {
            List<Key> more = new ArrayList<>(objects);
            more.add(key);
            return new Payment(tool, digest, more, values, amount);
        }

        Payment to(String payee) {
            return new Payment(tool, digest, objects, Map.of("payee", payee), amount);
        }

        Payment withoutAmount() {
            return new Payment(tool, digest, objects, values, Optional.empty());
        }

        Payment in(String unit) {
            return new Payment(tool, digest, objects, values, amount.map(a -> new Amount(a.value(), unit)));
        }

        CallFacts facts() {
            return CallFacts.builder(tool, digest, "high")
                    .marks(new TreeSet<>(Set.of("vendor.pay")))
                    .objects(objects)
                    .values(new TreeMap<>(values))
                    .amount(amount)
                    .build();
        }
    }

    private Answer.Verdict ask(Caller agent, Payment payment) {
        long task = office.open(agent, "any");
        return (Answer.Verdict) office.ask(new Command.DecideCall(agent, OptionalLong.of(task), payment.facts()));
    }

    private long reject(Payment payment) {
        var held = (Answer.Hold) ask(payer, payment);
        office.ask(new Command.AnswerHold(held.hold(), person("vera", "controls"), false, "no"));
        return held.hold();
    }

    private boolean isRejected(Payment payment) {
        Answer.Verdict verdict = ask(sibling, payment);
        return verdict instanceof Answer.Deny && verdict.findings().getLast().code() == FindingCode.REJECTED;
    }

    private List<FindingCode> reasons(Caller agent, Payment payment) {
        return ((Answer.Hold) ask(agent, payment))
                .findings().stream().map(Finding::code).toList();
    }

    @Test
    void aCentMoreIsTheSame() {
        reject(Payment.of("1000"));
        assertThat(isRejected(Payment.of("1000"))).isTrue();
        assertThat(isRejected(Payment.of("1000.01").digest("sha-256:2"))).isTrue();
    }

    @Test
    void lessIsHeldWithTheRejectionBesideIt() {
        long rejected = reject(Payment.of("1000"));
        var held = (Answer.Hold) ask(sibling, Payment.of("900").digest("sha-256:2"));
        Finding beside = held.findings().getLast();
        assertThat(beside.code()).isEqualTo(FindingCode.REJECTED);
        assertThat(beside.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(beside.witnesses()).containsExactly(new Witness(rejected, "vendor.pay"));
        assertThat(beside.detail()).isEqualTo("1000 EUR");
        assertThat(beside.need()).isPresent();
    }

    @Test
    void lessIsHeldEvenWhereNothingElseHoldsItAndAnApprovalLetsItThrough() {
        Office lenient = new Office(
                ApprovalLimits.DEFAULT,
                new Rule.Limit(
                        TestDomain.head("L"),
                        "vendor.pay",
                        "vendor",
                        OptionalLong.empty(),
                        new TreeMap<>(Map.of("EUR", new BigDecimal("950"))),
                        OptionalLong.empty()));
        long task = lenient.open(payer, "any");
        var first = (Answer.Hold) lenient.ask(new Command.DecideCall(
                payer, OptionalLong.of(task), Payment.of("1000").facts()));
        lenient.ask(new Command.AnswerHold(first.hold(), person("vera", "controls"), false, "no"));
        var less = new Command.DecideCall(
                payer,
                OptionalLong.of(task),
                Payment.of("900").digest("sha-256:2").facts());
        var held = (Answer.Hold) lenient.ask(less);
        assertThat(held.findings()).extracting(Finding::code).containsExactly(FindingCode.REJECTED);
        lenient.ask(new Command.AnswerHold(held.hold(), person("vera", "controls"), true, "this much"));
        assertThat(lenient.ask(less)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void anArgumentMoreOrAnotherToolForTheDutyChangesNothing() {
        reject(Payment.of("1000"));
        assertThat(isRejected(Payment.of("1000").digest("sha-256:with-a-note"))).isTrue();
        assertThat(isRejected(Payment.of("1000").alsoOn(new Key("vendor", "43"))))
                .isTrue();
        assertThat(isRejected(Payment.of("1000").by("erp/vendor.edit"))).isTrue();
    }

    /** A server that is told no amount takes all there is. */
    @Test
    void leavingTheAmountOutIsNotLess() {
        reject(Payment.of("1000"));
        assertThat(isRejected(Payment.of("1000").withoutAmount())).isTrue();
        office.restart();
        assertThat(isRejected(Payment.of("1").withoutAmount())).isTrue();
    }

    @Test
    void anotherPayeeUnitOrVendorIsAskedAfresh() {
        reject(Payment.of("1000"));
        for (Payment other : List.of(
                Payment.of("1000").to("DE90"),
                Payment.of("1000").in("USD"),
                new Payment(
                        "erp/vendor.pay",
                        "sha-256:1",
                        List.of(new Key("vendor", "43")),
                        Map.of("payee", "DE89"),
                        Optional.of(new Amount(new BigDecimal("1000"), "EUR"))))) {
            assertThat(reasons(sibling, other)).containsExactly(FindingCode.APPROVAL_REQUIRED);
        }
        assertThat(reasons(stranger, Payment.of("1000"))).containsExactly(FindingCode.APPROVAL_REQUIRED);
    }

    @Test
    void whereNothingElseTellsWhatItDoesToolAndArgumentsDo() {
        reject(Payment.bare("sha-256:1"));
        assertThat(isRejected(Payment.bare("sha-256:1"))).isTrue();
        assertThat(reasons(sibling, Payment.bare("sha-256:2"))).containsExactly(FindingCode.APPROVAL_REQUIRED);
        assertThat(reasons(sibling, Payment.of("1000").digest("sha-256:3")))
                .containsExactly(FindingCode.APPROVAL_REQUIRED);
    }

    @Test
    void itIsForgottenInTime() {
        reject(Payment.of("1000"));
        office.now += 23 * HOUR;
        reject(Payment.of("1000").to("DE90"));
        office.restart();
        office.now += 2 * HOUR;
        assertThat(reasons(sibling, Payment.of("2000"))).containsExactly(FindingCode.APPROVAL_REQUIRED);
        assertThat(isRejected(Payment.of("2000").to("DE90"))).isTrue();
    }
}
