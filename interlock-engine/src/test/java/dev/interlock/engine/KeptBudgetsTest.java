package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Budgets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bounds to what is kept of one party's calls: outcomes that nobody knows, and names of objects. */
class KeptBudgetsTest {

    private static final String EDIT = "erp/vendor.edit";

    private final Office office = new Office(new Budgets(100, 100, 2, 3));
    private final Caller ada = Office.agent("ada", "payables");
    private final Caller ben = Office.agent("ben", "treasury");
    private final Caller vera = Office.person("vera", "controls");

    private static Key vendor(String id) {
        return new Key("vendor", id);
    }

    private Answer call(Caller agent, String vendor) {
        return office.call(agent, EDIT, vendor(vendor));
    }

    private long permitted(Caller agent, String vendor) {
        assertThat(call(agent, vendor)).isInstanceOf(Answer.Permit.class);
        return office.state.nextSeq() - 1;
    }

    private void settle(long call, Settlement settlement) {
        assertThat(office.ask(new Command.SettleCall(call, settlement))).isInstanceOf(Answer.Done.class);
    }

    private void fails(Caller agent, String vendor) {
        settle(permitted(agent, vendor), new Settlement.Failed("no"));
    }

    private long unknown(Caller agent, String vendor) {
        long call = permitted(agent, vendor);
        settle(call, new Settlement.Unknown("timeout"));
        return call;
    }

    private static void denied(Answer answer, FindingCode code, String detail) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Deny.class,
                        deny -> assertThat(deny.findings()).singleElement().satisfies(finding -> {
                            assertThat(finding.code()).isEqualTo(code);
                            assertThat(finding.detail()).isEqualTo(detail);
                        }));
    }

    @Test
    void aPartyHasSoManyCallsOfUnknownOutcomeAndOthersHaveTheirs() {
        long first = unknown(ada, "1");
        unknown(ada, "1");
        office.restart();
        denied(call(ada, "1"), FindingCode.OUTCOMES_EXHAUSTED, "2 calls of the agent");
        permitted(ben, "1");
        office.ask(new Command.ReconcileCall(first, vera, new Settlement.Failed("looked"), "looked"));
        permitted(ada, "1");
    }

    @Test
    void whatIsInFlightMayStillComeOutSo() {
        long first = permitted(ada, "1");
        long second = permitted(ada, "1");
        long third = permitted(ada, "1");
        List.of(first, second, third).forEach(call -> settle(call, new Settlement.Unknown("timeout")));
        denied(call(ada, "1"), FindingCode.OUTCOMES_EXHAUSTED, "2 calls of the agent");
    }

    @Test
    void allOfAnOwnerHaveABoundToo() {
        for (int i = 0; i < 4; i++) {
            unknown(Office.agent("agent-" + i, "payables"), "1");
            unknown(Office.agent("agent-" + i, "payables"), "1");
        }
        denied(call(ada, "1"), FindingCode.OUTCOMES_EXHAUSTED, "8 calls of its owner");
        permitted(ben, "1");
    }

    @Test
    void aPartyNamesSoManyObjectsAndOthersHaveTheirs() {
        fails(ada, "1");
        fails(ada, "2");
        permitted(ada, "3");
        office.restart();
        denied(call(ada, "4"), FindingCode.NAMES_EXHAUSTED, "3 objects of the agent");
        permitted(ada, "2");
        permitted(ben, "4");
        permitted(ada, "4");
    }

    @Test
    void whatIsWrittenCreatedOrObservedIsMoreThanAName() {
        fails(ada, "1");
        fails(ada, "2");
        fails(ada, "3");
        denied(call(ada, "4"), FindingCode.NAMES_EXHAUSTED, "3 objects of the agent");
        office.done(ben, EDIT, vendor("1"));
        fails(ada, "4");
        denied(call(ada, "5"), FindingCode.NAMES_EXHAUSTED, "3 objects of the agent");
        office.observe("feed", "e-1", ben, EDIT, vendor("2"));
        fails(ada, "5");
        office.done(ada, "erp/vendor.create", vendor("3"));
        office.restart();
        fails(ada, "6");
        denied(call(ada, "7"), FindingCode.NAMES_EXHAUSTED, "3 objects of the agent");
    }

    @Test
    void outcomesAreNeverRefused() {
        long first = permitted(ada, "1");
        unknown(ada, "2");
        unknown(ada, "3");
        denied(call(ada, "1"), FindingCode.OUTCOMES_EXHAUSTED, "2 calls of the agent");
        settle(first, new Settlement.Succeeded(List.of()));
        assertThat(office.observe("erp-audit", "e-1", ada, EDIT, vendor("9"))).isInstanceOf(Answer.Done.class);
    }
}
