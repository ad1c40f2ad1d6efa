package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Calls that an enforcement point outside carries out: it asks, and reports what came of them. */
class AskedOutsideTest {

    private static final Key VENDOR = new Key("vendor", "1");
    private static final Settlement NAMED = new Settlement.Succeeded(List.of(VENDOR));
    private static final Settlement DONE = new Settlement.Succeeded(List.of());
    private static final long WITHIN = 60_000;

    private final Office office = new Office(Office.separate());
    private final Caller ada = Office.agent("ada", "one");
    private final long task = office.open(ada, "any");

    private Answer ask(String tool, Optional<ExternalRequest.Request> request) {
        return office.ask(new Command.DecideCall(
                ada,
                OptionalLong.of(task),
                Office.facts(tool, VENDOR),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.of(new Asking("mesh", WITHIN, request))));
    }

    private long permitted(String tool) {
        return ((Answer.Permit) ask(tool, Optional.empty())).call();
    }

    private Answer report(long call, String by, Settlement settlement) {
        return office.ask(new Command.ReportCall(call, by, settlement));
    }

    private static Optional<ExternalRequest.Request> request(String key, String digest) {
        return Optional.of(new ExternalRequest.Request(key, digest));
    }

    private static void assertRefused(Answer answer, RefusalCode code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void whatItReportsIsHistory() {
        long create = permitted("erp/vendor.create");
        assertThat(report(create, "mesh", NAMED)).isEqualTo(new Answer.Done(create));
        assertThat(office.last()).isEqualTo(new Event.CallSettled(create, NAMED));
        assertThat(ask("erp/vendor.pay", Optional.empty()))
                .as("who created it does not pay it")
                .isInstanceOf(Answer.Hold.class);
    }

    @Test
    void reportedAgainItIsTheSameOrRefused() {
        long create = permitted("erp/vendor.create");
        report(create, "mesh", NAMED);
        int size = office.recorded.size();
        office.restart();
        assertThat(report(create, "mesh", NAMED)).isEqualTo(new Answer.Done(create));
        assertRefused(report(create, "mesh", new Settlement.Failed("no")), RefusalCode.CALL_SETTLED);
        assertRefused(report(create, "other", NAMED), RefusalCode.CALL_NOT_YOURS);
        assertThat(office.recorded).hasSize(size);
    }

    @Test
    void anotherReportsNothing() {
        long check = permitted("erp/vendor.check");
        assertRefused(report(check, "other", DONE), RefusalCode.CALL_NOT_YOURS);
        assertRefused(report(check + 1_000, "mesh", DONE), RefusalCode.CALL_UNKNOWN);
        assertThat(report(check, "mesh", DONE)).isInstanceOf(Answer.Done.class);
    }

    @Test
    void aCallThatCameThroughInterlockIsNobodysToReport() {
        var own = (Answer.Permit) office.ask(new Command.DecideCall(
                ada, OptionalLong.of(task), Office.facts("erp/vendor.check", VENDOR), OptionalLong.empty()));
        assertRefused(report(own.call(), "mesh", DONE), RefusalCode.CALL_NOT_YOURS);
    }

    @Test
    void whatItCreatedHasToBeNamed() {
        long create = permitted("erp/vendor.create");
        assertRefused(report(create, "mesh", DONE), RefusalCode.ARGUMENT_INVALID);
        assertThat(report(create, "mesh", NAMED)).as("it may say so then").isInstanceOf(Answer.Done.class);
    }

    @Test
    void whatIsNotReportedInTimeBecomesUnknownAlsoAfterARestart() {
        long check = permitted("erp/vendor.check");
        office.now += WITHIN - 10;
        office.ask(new Command.Tick());
        assertThat(office.state.calls().get(check).unknown())
                .as("there is time left")
                .isFalse();
        office.restart();
        office.now += 20;
        office.ask(new Command.Tick());
        assertThat(office.state.calls().get(check).unknown()).isTrue();
        assertRefused(report(check, "mesh", DONE), RefusalCode.REPORT_LATE);
        int size = office.recorded.size();
        office.ask(new Command.Tick());
        assertThat(office.recorded).as("once").hasSize(size);
    }

    @Test
    void whatIsReportedLateIsUnknownBeforeAnybodyLooked() {
        long check = permitted("erp/vendor.check");
        office.now += WITHIN + 1;
        assertRefused(report(check, "mesh", DONE), RefusalCode.REPORT_LATE);
        assertThat(office.last())
                .isInstanceOfSatisfying(
                        Event.CallSettled.class,
                        settled -> assertThat(settled.settlement()).isInstanceOf(Settlement.Unknown.class));
    }

    @Test
    void theSameUnderOneKeyIsDecidedOnce() {
        long first = ((Answer.Permit) ask("erp/vendor.check", request("k", "d"))).call();
        office.restart();
        int size = office.recorded.size();
        assertThat(ask("erp/vendor.check", request("k", "d"))).isEqualTo(new Answer.Done(first));
        assertRefused(ask("erp/vendor.check", request("k", "e")), RefusalCode.IDEMPOTENCY_CONFLICT);
        assertThat(office.recorded).hasSize(size);
        assertThat(ask("erp/vendor.check", request("l", "d"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatWasCarriedOutUnderAKeyIsNotCarriedOutAgain() {
        long first = ((Answer.Permit) ask("erp/vendor.check", request("k", "d"))).call();
        report(first, "mesh", DONE);
        assertRefused(ask("erp/vendor.check", request("k", "d")), RefusalCode.CALL_SETTLED);
    }

    @Test
    void whatFailedMayBeAskedForAgainUnderItsKey() {
        long first = ((Answer.Permit) ask("erp/vendor.check", request("k", "d"))).call();
        report(first, "mesh", new Settlement.Failed("refused"));
        assertThat(ask("erp/vendor.check", request("k", "d")))
                .isInstanceOfSatisfying(
                        Answer.Permit.class, again -> assertThat(again.call()).isGreaterThan(first));
    }
}
