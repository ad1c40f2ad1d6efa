package dev.interlock.server.console.page.hold;

import dev.interlock.server.console.ChosenValues;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.page.deputy.Handover;
import gg.jte.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the page of a hold shows, with everything decided.
 *
 * @param head what is held, and how it stands
 * @param notes what became of it, or of the viewer's answer, the most recent first
 * @param asked what a person asked for
 * @param reasons why it waits
 * @param chosen who chose the values, where a rule asked that
 * @param facts what the record has that matters most
 * @param values what would be sent
 * @param before what happened before on its objects
 * @param standing whether the viewer may decide, and why
 * @param needs which answers it takes
 * @param answers those that were given
 * @param then what each answer leads to
 * @param form what the viewer can do
 */
public record Decision(
        Head head,
        List<Note> notes,
        Asked asked,
        List<Reason> reasons,
        Optional<ChosenValues> chosen,
        List<Fact> facts,
        Values values,
        Before before,
        Standing standing,
        List<Need> needs,
        List<Given> answers,
        Then then,
        Form form) {

    /**
     * What is held.
     *
     * @param say how the call reads
     * @param open whether it waits
     * @param word how it stands, in a word
     * @param tone the verdict of that word
     * @param until when it is over, if it is not answered
     * @param critical its risk, where that is named
     */
    public record Head(
            String id,
            Text say,
            String agent,
            String tool,
            List<String> objects,
            boolean open,
            String word,
            String tone,
            Optional<Instant> until,
            Instant since,
            String risk,
            Optional<String> amount) {}

    /**
     * What a person asked for.
     *
     * @param by who
     * @param instruction what they wrote; empty where nobody wrote anything
     * @param whole all of a long instruction; empty where nothing was left out
     */
    public record Asked(
            String by,
            Optional<Text> instruction,
            Optional<Text> whole,
            String task,
            String goal,
            List<String> objects) {}

    /** @param rule empty where no rule of the bundle speaks */
    public record Reason(String rule, Text title, Prose text, List<Witness> witnesses) {}

    /**
     * A call that a reason rests on.
     *
     * @param at empty where the record has no call of this number
     */
    public record Witness(Prose text, Optional<Instant> at) {}

    /**
     * A sentence of the record.
     *
     * @param calls those that show it
     * @param more how many more there are
     * @param rule whose limit it is about; empty for none
     */
    public record Fact(Prose text, List<String> calls, int more, String rule) {}

    /**
     * The arguments of the call.
     *
     * @param apart how many stand in the file of all values alone, as there is no room on the page
     * @param rest how many are not even named; empty for none
     * @param source where they come from, in a few words; empty where the record could not be searched
     */
    public record Values(List<Value> all, int apart, Optional<Prose> rest, Optional<String> source) {}

    /**
     * An argument.
     *
     * @param name its path
     * @param sent its value, never shortened
     * @param mark what is special about it; empty for nothing
     * @param call the call in which it was seen first; empty where the record has none
     * @param seen who gave it, and how
     */
    public record Value(Text name, Text sent, String mark, String call, Content seen) {}

    /**
     * Calls on the same objects, the oldest first.
     *
     * @param trouble why they could not be found
     */
    public record Before(List<Past> calls, Optional<String> trouble) {}

    /** @param icon of its verdict */
    public record Past(Instant time, String icon, String word, Text who, Content what, String id) {}

    /**
     * Whether the viewer may decide.
     *
     * @param others who may as well
     */
    public record Standing(boolean may, boolean veto, List<Attribute> attributes, List<Prose> because, String others) {}

    /** An attribute of both, side by side; empty where nobody registered it. */
    public record Attribute(String name, Optional<String> requester, Optional<String> reader, boolean differs) {}

    /**
     * An approval that the call needs.
     *
     * @param given who approved
     * @param missing how many more it takes
     * @param may who could, in words
     * @param could all who could, those who did among them; empty for nobody
     */
    public record Need(
            Prose text,
            int count,
            List<String> given,
            int missing,
            String may,
            String could,
            Optional<Prose> further) {}

    public record Given(String by, boolean approved, Instant at, Optional<Text> comment, String how) {}

    /** What each answer leads to. */
    public record Then(Prose approve, Prose reject, Prose nothing) {}

    /**
     * What the viewer can do.
     *
     * @param digest of the call that they look at
     * @param code what is typed; empty where none is asked for
     * @param stepUp why they have to sign in again before they approve; empty if they need not
     * @param comment what they had typed before their answer was refused
     * @param typed the code, as far as they had typed it
     * @param withdraw whether they may take it back
     * @param handover lets somebody else answer in their place
     */
    public record Form(
            boolean approve,
            boolean reject,
            boolean withdraw,
            String digest,
            Optional<String> code,
            Optional<Note> stepUp,
            String comment,
            String typed,
            Handover handover) {

        /** Whether there is anything to do. */
        public boolean any() {
            return approve || reject;
        }
    }

    /** Returns the state of the page, by which a browser sees whether anything changed. */
    public String version() {
        return head.id()
                + ' '
                + head.word()
                + ' '
                + answers.size()
                + ' '
                + form.digest()
                + ' '
                + form.approve()
                + ' '
                + form.reject()
                + ' '
                + form.stepUp().isPresent()
                + ' '
                + before.calls().size();
    }
}
