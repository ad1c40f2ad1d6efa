package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Wildcard;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The name that stands for all objects of a type is no object's, whoever says so. */
class NoObjectIsAllTest {

    private static final Key ALL = Wildcard.of("vendor");
    private static final Settlement CREATED = new Settlement.Succeeded(List.of(ALL));

    private final Caller clerk = agent("clerk", "finance");
    private final Caller vera = person("vera", "controls");
    private final Office office = new Office();

    private static RefusalCode refused(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    private long create() {
        return ((Answer.Permit) office.call(clerk, "erp/vendor.create", ALL)).call();
    }

    private long unknown() {
        long call = create();
        office.ask(new Command.SettleCall(call, new Settlement.Unknown("no answer")));
        return call;
    }

    @Test
    void aServerCreatesNoSuchObject() {
        long call = create();
        office.ask(new Command.SettleCall(call, CREATED));
        assertThat(((Event.CallSettled) office.last()).settlement()).isInstanceOf(Settlement.Unknown.class);
        assertThat(office.state.keys().isCreated(office.state.keys().intern(ALL)))
                .isFalse();
    }

    @Test
    void neitherDoesAnEnforcementPointNorARead() {
        var asked = new Command.DecideCall(
                clerk,
                OptionalLong.of(office.open(clerk, "any")),
                Office.facts("erp/vendor.create", ALL),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.of(new Asking("mesh", 60_000, Optional.empty())));
        long call = ((Answer.Permit) office.ask(asked)).call();
        assertThat(refused(office.ask(new Command.ReportCall(call, "mesh", CREATED))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        var read = new Confirmation.Read("erp/vendor.get", "sha-256:7", office.now);
        assertThat(refused(office.ask(new Command.ConfirmCall(unknown(), CREATED, read, 1))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
    }

    @Test
    void norAPersonOrASource() {
        assertThat(refused(office.ask(new Command.ReconcileCall(unknown(), vera, CREATED, "seen"))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(office.ask(
                        new Command.ProposeLink(new Link.Objects(new Key("vendor", "1"), ALL), vera, "one"))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(office.observe("erp-audit", "1", clerk, "erp/vendor.create", ALL)))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
    }

    @Test
    void noTaskIsAboutIt() {
        assertThat(refused(office.ask(new Command.OpenTask(
                        clerk,
                        OptionalLong.empty(),
                        clerk,
                        "any",
                        "sha-256:2",
                        "",
                        List.of(ALL),
                        OptionalLong.empty(),
                        OptionalInt.empty()))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
    }
}
