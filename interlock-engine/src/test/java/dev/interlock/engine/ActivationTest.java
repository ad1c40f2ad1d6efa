package dev.interlock.engine;

import static dev.interlock.engine.Office.HOUR;
import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.ActivatedProposal;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import org.junit.jupiter.api.Test;

/** Who proposes a bundle does not activate it. */
class ActivationTest {

    private static final String DIGEST = "sha-256:new";

    private final Office office = new Office();
    private final Caller dana = person("dana", "controls");
    private final Caller vera = person("vera", "audit");

    private long propose(Caller by, String digest) {
        return ((Answer.Done) office.ask(new Command.ProposeBundle(by, "new", digest))).number();
    }

    private Answer activate(Caller by, String digest, boolean alone) {
        return office.ask(new Command.ActivateBundle(by, digest, alone));
    }

    private static void assertRefused(Answer answer, RefusalCode code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void somebodyIndependentActivates() {
        long proposal = propose(dana, DIGEST);
        assertThat(activate(vera, DIGEST, false)).isEqualTo(new Answer.Done(proposal));
        var activated = (Event.BundleActivated) office.last();
        assertThat(activated.by()).isEqualTo("vera");
        assertThat(activated.name()).isEqualTo("new");
        assertThat(activated.proposal()).contains(new ActivatedProposal(proposal, "dana", false));
        assertRefused(activate(vera, DIGEST, false), RefusalCode.PROPOSAL_UNKNOWN);
    }

    @Test
    void theProposerDoesNotNorOneWithTheSameOwnerNorItsOwner() {
        propose(dana, DIGEST);
        assertRefused(activate(dana, DIGEST, false), RefusalCode.NOT_INDEPENDENT);
        assertRefused(
                activate(Office.caller("dana", "token-2", true, "audit"), DIGEST, false), RefusalCode.NOT_INDEPENDENT);
        assertRefused(activate(person("carl", "controls"), DIGEST, false), RefusalCode.NOT_INDEPENDENT);
        assertRefused(activate(person("controls", "audit"), DIGEST, false), RefusalCode.NOT_INDEPENDENT);
    }

    @Test
    void aSingleAdministratorDoesBothAndTheRecordSaysSo() {
        propose(dana, DIGEST);
        assertThat(activate(dana, DIGEST, true)).isInstanceOf(Answer.Done.class);
        assertThat(((Event.BundleActivated) office.last())
                        .proposal()
                        .orElseThrow()
                        .singleAdministrator())
                .isTrue();
    }

    @Test
    void anAgentProposesAndNeverActivates() {
        propose(agent("bot", "it"), DIGEST);
        assertRefused(activate(agent("bot", "it"), DIGEST, true), RefusalCode.NOT_ALLOWED);
        assertThat(activate(dana, DIGEST, false)).isInstanceOf(Answer.Done.class);
    }

    @Test
    void anAgentThatIsSuspendedProposesNothing() {
        office.ask(new AgentCommand.Suspend("bot", dana, "who is that?"));
        assertRefused(
                office.ask(new Command.ProposeBundle(agent("bot", "it"), "new", DIGEST)), RefusalCode.AGENT_SUSPENDED);
    }

    @Test
    void onlyTheLatestProposalCounts() {
        assertRefused(activate(vera, DIGEST, false), RefusalCode.PROPOSAL_UNKNOWN);
        propose(dana, DIGEST);
        propose(dana, "sha-256:newer");
        assertRefused(activate(vera, DIGEST, false), RefusalCode.PROPOSAL_UNKNOWN);
        assertThat(activate(vera, "sha-256:newer", false)).isInstanceOf(Answer.Done.class);
    }

    @Test
    void aProposalExpires() {
        propose(dana, DIGEST);
        office.restart();
        office.now += 24 * HOUR;
        assertRefused(activate(vera, DIGEST, false), RefusalCode.PROPOSAL_EXPIRED);
        propose(dana, DIGEST);
        office.now += 24 * HOUR - 1;
        assertThat(activate(vera, DIGEST, false)).isInstanceOf(Answer.Done.class);
    }
}
