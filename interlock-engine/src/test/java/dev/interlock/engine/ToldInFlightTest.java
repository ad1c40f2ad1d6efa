package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.caller;
import static dev.interlock.engine.Office.facts;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A source tells of the effect of a call whose answer is still to come: one effect, and one outcome. */
class ToldInFlightTest {

    private static final Key VENDOR = new Key("vendor", "42");
    private static final Key OTHER = new Key("vendor", "43");
    private static final Settlement THERE = new Settlement.Succeeded(List.of(VENDOR));
    private static final String CREATE = "erp/vendor.create";
    private static final String CHECK = "erp/vendor.check";

    private final Caller clerk = agent("clerk", "finance");
    private final Caller payer = agent("payer", "treasury");
    private Office office = new Office(Office.separate());

    private long inFlight(Caller who, String tool, Key vendor) {
        return ((Answer.Permit) office.call(who, tool, vendor)).call();
    }

    private Answer told(String id, Caller who, String tool, Key vendor, long call) {
        CallFacts facts = facts(tool, vendor);
        return told("erp-audit", id, who, facts, facts.creates().isEmpty() ? List.of() : List.of(vendor), call, false);
    }

    private Answer told(
            String source, String id, Caller who, CallFacts facts, List<Key> created, long call, boolean ambiguous) {
        Caller actor = caller(who.name(), "", false, "finance");
        return office.ask(new Command.Observe(
                agent(source, "it"), id, actor, facts, created, OptionalLong.of(7), OptionalLong.of(call), ambiguous));
    }

    private Answer settle(long call, Settlement settlement) {
        return office.ask(new Command.SettleCall(call, settlement));
    }

    private List<Event> since(int before) {
        return office.recorded.subList(before, office.recorded.size()).stream()
                .map(recorded -> recorded.event())
                .toList();
    }

    private static RefusalCode refused(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    /** At most so many checks of a vendor. */
    private static Rule atMost(int checks) {
        return new Rule.Limit(
                TestDomain.head("AP-09"),
                "vendor.check",
                "vendor",
                OptionalLong.of(checks),
                new TreeMap<>(),
                OptionalLong.empty());
    }

    @Test
    void oneEffectCountsOnce() {
        office = new Office(atMost(2));
        long call = inFlight(clerk, CHECK, VENDOR);
        assertThat(told("1", clerk, CHECK, VENDOR, call)).isEqualTo(new Answer.Done(call));
        assertThat(told("1", clerk, CHECK, VENDOR, call)).isEqualTo(new Answer.Done(call));
        office.restart();
        settle(call, new Settlement.Succeeded(List.of()));
        assertThat(office.call(clerk, CHECK, VENDOR)).isInstanceOf(Answer.Permit.class);
        assertThat(office.call(clerk, CHECK, VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void anAnswerThatSaysTheSameIsTheOutcome() {
        long call = inFlight(clerk, CREATE, VENDOR);
        told("1", clerk, CREATE, VENDOR, call);
        assertThat(office.state.openCall(call)).isPresent();
        int before = office.recorded.size();
        settle(call, THERE);
        assertThat(since(before)).containsExactly(new Event.CallSettled(call, THERE));
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whatTheAnswerLeavesOpenIsAsItWasTold() {
        for (Settlement answer : List.of(
                new Settlement.Unknown("no answer"),
                new Settlement.Unknown("an error", List.of(VENDOR)),
                new Settlement.Failed("refused with proof"))) {
            office = new Office(Office.separate());
            long call = inFlight(clerk, CREATE, VENDOR);
            told("1", clerk, CREATE, VENDOR, call);
            office.restart();
            int before = office.recorded.size();
            assertThat(settle(call, answer)).isEqualTo(new Answer.Done(call));
            List<Event> events = since(before);
            assertThat(events).hasSize(2);
            var settled = (Event.CallSettled) events.getFirst();
            assertThat(settled.settlement())
                    .isInstanceOfSatisfying(
                            Settlement.Unknown.class,
                            unknown -> assertThat(unknown.reason())
                                    .startsWith(
                                            switch (answer) {
                                                case Settlement.Unknown said -> said.reason();
                                                case Settlement.Failed said ->
                                                    said.reason() + "; `erp-audit` reported that it was done";
                                                case Settlement.Succeeded said -> "";
                                                case Settlement.Existed said -> "";
                                            }));
            assertThat(((Event.CallConfirmed) events.getLast()).settlement()).isEqualTo(THERE);
            assertThat(office.state.openCall(call)).isEmpty();
            assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
            assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        }
    }

    @Test
    void whereTheAnswerNamesAnotherObjectAPersonHasToLook() {
        long call = inFlight(clerk, CREATE, VENDOR);
        told("1", clerk, CREATE, VENDOR, call);
        settle(call, new Settlement.Succeeded(List.of(OTHER)));
        office.restart();
        assertThat(office.state.openCall(call).orElseThrow().unknown()).isTrue();
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        assertThat(office.call(clerk, "erp/vendor.pay", OTHER)).isInstanceOf(Answer.Hold.class);
        office.ask(new Command.ReconcileCall(
                call, person("rita", "audit"), new Settlement.Succeeded(List.of(OTHER)), "asked", false));
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
        assertThat(office.call(clerk, "erp/vendor.pay", OTHER)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whatItIsSaidToHaveCreatedMayHaveBeenThere() {
        office.done(payer, "erp/vendor.edit", VENDOR);
        long call = inFlight(clerk, CREATE, VENDOR);
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
        told("1", clerk, CREATE, VENDOR, call);
        office.restart();
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        settle(call, new Settlement.Unknown("no answer"));
        assertThat(((Event.CallConfirmed) office.last()).settlement()).isInstanceOf(Settlement.Existed.class);
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void aRequirementIsMetOnceTheCallHasEnded() {
        office = new Office(Office.require(false));
        long call = inFlight(clerk, CHECK, VENDOR);
        told("1", clerk, CHECK, VENDOR, call);
        assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        settle(call, new Settlement.Unknown("no answer"));
        assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void ofTwoThatAreAlikeEachIsToldOfByItsNumber() {
        office = new Office(atMost(2));
        long first = inFlight(clerk, CHECK, VENDOR);
        long second = inFlight(clerk, CHECK, VENDOR);
        told("1", clerk, CHECK, VENDOR, second);
        assertThat(office.state.openCall(first).orElseThrow().told()).isEmpty();
        assertThat(office.state.openCall(second).orElseThrow().told()).isPresent();
        settle(first, new Settlement.Failed("refused with proof"));
        settle(second, new Settlement.Unknown("no answer"));
        assertThat(office.state.openCall(second)).isEmpty();
        assertThat(office.call(clerk, CHECK, VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatIsNotSurelyItsEffectIsACallBesideIt() {
        long call = inFlight(clerk, CREATE, VENDOR);
        CallFacts facts = facts(CREATE, VENDOR);
        CallFacts further = withPayee(facts, "DE1");
        List<Key> created = List.of(VENDOR);
        for (Answer beside : List.of(
                told("feed", "1", clerk, facts, created, call, false),
                told("erp-audit", "1", payer, facts, created, call, false),
                told("erp-audit", "2", clerk, facts, created, call, true),
                told("erp-audit", "3", clerk, further, created, call, false),
                told("4", clerk, CHECK, VENDOR, call),
                told("5", clerk, CREATE, VENDOR, call + 1_000))) {
            assertThat(((Answer.Done) beside).number()).isNotEqualTo(call);
        }
        assertThat(office.state.openCall(call).orElseThrow().told()).isEmpty();
    }

    /** An agent that puts one number on two payments has made two. */
    @Test
    void twoThatAreToldAreTwo() {
        office = new Office(atMost(2));
        long call = inFlight(clerk, CHECK, VENDOR);
        assertThat(told("1", clerk, CHECK, VENDOR, call)).isEqualTo(new Answer.Done(call));
        assertThat(told("2", clerk, CHECK, VENDOR, call)).isNotEqualTo(new Answer.Done(call));
        office.restart();
        assertThat(told("3", clerk, CHECK, VENDOR, call)).isNotEqualTo(new Answer.Done(call));
        assertThat(office.recorded.stream()
                        .filter(recorded -> recorded.event() instanceof Event.CallObserved)
                        .count())
                .isEqualTo(2);
        settle(call, new Settlement.Succeeded(List.of()));
        assertThat(office.call(clerk, CHECK, VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    private static CallFacts withPayee(CallFacts facts, String payee) {
        return facts.toBuilder().values(new TreeMap<>(Map.of("payee", payee))).build();
    }

    @Test
    void anAgentIsTheSameUnderItsOtherName() {
        long link = ((Answer.Done) office.ask(new Command.ProposeLink(
                        new Link.Values("agent", "clerk", "svc-clerk"), person("rita", "audit"), "renamed")))
                .number();
        long call = inFlight(clerk, CREATE, VENDOR);
        assertThat(told("1", agent("svc-clerk", "finance"), CREATE, VENDOR, call))
                .isNotEqualTo(new Answer.Done(call));
        office.ask(new Command.AnswerLink(link, person("olga", "board"), true, ""));
        assertThat(told("2", agent("svc-clerk", "finance"), CREATE, OTHER, call))
                .isEqualTo(new Answer.Done(call));
    }

    @Test
    void itHadItsEffectWithoutFurtherAnswers() {
        long task = office.open(clerk, "any");
        long call = ((Answer.Permit) office.call(clerk, task, CHECK, VENDOR)).call();
        told("1", clerk, CHECK, VENDOR, call);
        var denied = (Answer.Deny) office.ask(
                new Command.DecideCall(clerk, OptionalLong.of(task), facts(CHECK, VENDOR), OptionalLong.of(call)));
        assertThat(denied.findings().getFirst().code()).isEqualTo(FindingCode.CONTINUATION_INVALID);
    }

    @Test
    void whatTheAnswerBringsIsDeliveredAndCounts() {
        long call = inFlight(clerk, CHECK, VENDOR);
        told("1", clerk, CHECK, VENDOR, call);
        int before = office.recorded.size();
        var found = new Inspection(new TreeSet<>(List.of("label/pii")), List.of(), new TreeMap<>());
        office.ask(new Command.SettleCall(call, new Settlement.Unknown("an error"), Optional.of(found)));
        var settled = (Event.CallSettled) since(before).getFirst();
        assertThat(settled.delivery().orElseThrow().withheld()).isFalse();
        assertThat(office.last()).isInstanceOf(Event.CallConfirmed.class);
    }

    @Test
    void whoCarriesItOutMayReportItAsItWasToldOrNotAtAll() {
        var asking = new Asking("pep", 1_000, Optional.of(new ExternalRequest.Request("key", "sha-256:q")));
        long reported = asked(asking);
        told("1", clerk, CHECK, VENDOR, reported);
        assertThat(refused(ask(asking))).isEqualTo(RefusalCode.CALL_SETTLED);
        assertThat(report(reported, new Settlement.Succeeded(List.of()))).isEqualTo(new Answer.Done(reported));

        long silent = asked(new Asking("pep", 1_000, Optional.empty()));
        told("2", clerk, CHECK, VENDOR, silent);
        office.now += 5_000;
        office.ask(new Command.Tick());
        assertThat(office.state.openCall(silent)).isEmpty();
        assertThat(report(silent, new Settlement.Succeeded(List.of()))).isEqualTo(new Answer.Done(silent));
        assertThat(refused(report(silent, new Settlement.Failed("no")))).isEqualTo(RefusalCode.CALL_SETTLED);

        long late = asked(new Asking("pep", 1_000, Optional.empty()));
        told("3", clerk, CHECK, VENDOR, late);
        office.now += 5_000;
        assertThat(refused(report(late, new Settlement.Failed("no")))).isEqualTo(RefusalCode.CALL_SETTLED);
        assertThat(((Event.CallConfirmed) office.last()).call()).isEqualTo(late);
    }

    private long asked(Asking asking) {
        return ((Answer.Permit) ask(asking)).call();
    }

    private Answer ask(Asking asking) {
        return office.ask(new Command.DecideCall(
                clerk,
                OptionalLong.of(office.open(clerk, "any")),
                facts(CHECK, VENDOR),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.of(asking)));
    }

    private Answer report(long call, Settlement settlement) {
        return office.ask(new Command.ReportCall(call, "pep", settlement));
    }
}
