package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.server.domain.LedgerReplayer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Late links in one line each, and what they complete in words. */
class LinkLineTest {

    private static final Actor RITA = Actor.of(Map.of("agent", AttributeValue.known("rita")));
    private static final Finding CONFLICT = finding(FindingCode.DUTY_CONFLICT, Optional.of("owner"), "accounting");
    private static final Finding EXCESS = finding(FindingCode.LIMIT_EXCEEDED, Optional.empty(), "50 EUR");

    private static Finding finding(FindingCode code, Optional<String> attribute, String detail) {
        return new Finding(
                "SEC-01",
                code,
                Outcome.RECORD,
                Optional.of(Key.parse("role/x")),
                attribute,
                List.of(new Witness(3, "role.grant"), new Witness(4, "role.use")),
                Optional.empty(),
                detail);
    }

    private static String line(Event event) {
        // No line of a link looks into the history.
        LedgerReplayer none = null;
        EventLine line = EventLine.of(new Recorded(23, 0, "sha-256:b", event), none, CallPhrases.NONE);
        return line.id() + " | " + line.who() + " | " + line.verdict() + " | " + line.what();
    }

    @Test
    void aProposalSaysWhatIsLinked() {
        assertThat(line(new Event.LinkProposed(23, new Link.Values("owner", "a", "b"), RITA, "merged")))
                .isEqualTo("l-23 | rita | proposed | the owner `a` is `b`" + Phrases.quoted("merged"));
        assertThat(line(new Event.LinkProposed(
                        23, new Link.Objects(Key.parse("role/y"), Key.parse("role/x")), RITA, "copied")))
                .contains("role/y comes from role/x");
    }

    @Test
    void anAnswerSaysWhatItCompletedAndClosed() {
        assertThat(line(new Event.LinkAnswered(20, true, RITA, "", List.of(CONFLICT), List.of(7L, 9L))))
                .isEqualTo("23 | rita | linked | l-20  latent: SEC-01 duty-conflict with c-3, c-4  void: h-7, h-9");
        assertThat(line(new Event.LinkAnswered(20, false, RITA, "", List.of(), List.of())))
                .isEqualTo("23 | rita | rejected | l-20");
    }

    @Test
    void whatIsLatentIsSaidWithoutAVerdict() {
        var words = new FindingWords(Bundle.of("", "").build());
        assertThat(words.latent(CONFLICT))
                .isEqualTo("SEC-01: a party with the same or an unknown owner `accounting` did `role.grant` (c-3), "
                        + "`role.use` (c-4) on role/x");
        assertThat(words.latent(EXCESS))
                .isEqualTo("SEC-01: the total is 50 EUR on role/x, after `role.grant` (c-3), `role.use` (c-4)");
    }

    @Test
    void aLinkHasAnId() {
        assertThat(Ids.parse('l', "l-23")).hasValue(23);
        assertThat(Ids.parseAny("l-23")).hasValue(23);
    }
}
