package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The schemas of tools that nobody reviewed are remembered in the order in which they were seen, and approvals are given by one. */
class SchemaSeenTest {

    private static final String PAY = "erp/vendor.pay";

    private final Office office = new Office(Office.approval());
    private final Caller payer = agent("payer", "treasury");
    private final long task = office.open(payer, "any");

    private Answer see(String tool, String digest) {
        return office.ask(new Command.SeeSchema(tool, digest, List.of("vendor_id"), 0));
    }

    @Test
    void eachSchemaIsRecordedOnceAndKeepsItsPlace() {
        assertThat(see(PAY, "sha-256:a")).isEqualTo(new Answer.Done(0));
        assertThat(see(PAY, "sha-256:b")).isEqualTo(new Answer.Done(1));
        assertThat(office.last())
                .isEqualTo(new SchemaSeen(PAY, "sha-256:b", List.of("vendor_id"), 0, Optional.of("sha-256:a")));
        int size = office.recorded.size();
        assertThat(see(PAY, "sha-256:a")).isEqualTo(new Answer.Done(0));
        assertThat(office.recorded).hasSize(size);
        assertThat(see("erp/vendor.edit", "sha-256:b")).isEqualTo(new Answer.Done(0));
    }

    @Test
    void theFirstStaysTheFirstOverARestart() {
        see(PAY, "sha-256:a");
        office.restart();
        assertThat(see(PAY, "sha-256:b")).isEqualTo(new Answer.Done(1));
        office.restart();
        assertThat(see(PAY, "sha-256:a")).isEqualTo(new Answer.Done(0));
        assertThat(office.state.schemas().of(PAY)).containsExactly("sha-256:a", "sha-256:b");
    }

    @Test
    void beyondSixteenNothingIsRecorded() {
        for (int i = 0; i < 16; i++) {
            assertThat(see(PAY, "sha-256:" + i)).isEqualTo(new Answer.Done(i));
        }
        int size = office.recorded.size();
        assertThat(see(PAY, "sha-256:16")).isEqualTo(new Answer.Done(16));
        assertThat(see(PAY, "sha-256:17")).isEqualTo(new Answer.Done(16));
        assertThat(office.recorded).hasSize(size);
    }

    @Test
    void onlyToolsThatCanBeCalledHaveSchemas() {
        for (String tool : List.of("erp/unheard-of", "erp/by-hand")) {
            assertThat(((Answer.Refused) see(tool, "sha-256:a")).code()).isEqualTo(RefusalCode.TOOL_UNKNOWN);
        }
        assertThat(((Answer.Refused) see(PAY, "")).code()).isEqualTo(RefusalCode.ARGUMENT_INVALID);
    }

    @Test
    void anApprovalCoversTheSchemaByWhichTheArgumentsWereRead() {
        CallFacts facts = Office.facts(PAY, new Key("vendor", "42"));
        approved(facts.readBy("sha-256:a"));
        assertThat(call(facts.readBy("sha-256:a"))).isInstanceOf(Answer.Permit.class);

        Answer.Hold first = approved(facts.readBy("sha-256:a"));
        Answer.Hold again = (Answer.Hold) call(facts.readBy("sha-256:b"));
        assertThat(again.hold()).as("a tool that takes other arguments by now").isNotEqualTo(first.hold());
        assertThat(((Answer.Hold) call(facts.readBy("sha-256:b"))).hold()).isEqualTo(again.hold());
        assertThat(call(facts.readBy("sha-256:a"))).as("that approval is over").isInstanceOf(Answer.Hold.class);
    }

    @Test
    void anApprovalIsGoodAtADoorWhereNobodySeesTheSchema() {
        CallFacts facts = Office.facts(PAY, new Key("vendor", "42"));
        approved(facts.readBy("sha-256:a"));
        assertThat(call(facts)).isInstanceOf(Answer.Permit.class);
        approved(facts);
        assertThat(call(facts.readBy("sha-256:a"))).isInstanceOf(Answer.Permit.class);
    }

    private Answer.Hold approved(CallFacts facts) {
        Answer.Hold hold = (Answer.Hold) call(facts);
        office.ask(new Command.AnswerHold(hold.hold(), person("vera", "controls"), true, ""));
        return hold;
    }

    private Answer call(CallFacts facts) {
        return office.ask(new Command.DecideCall(payer, OptionalLong.of(task), facts));
    }
}
