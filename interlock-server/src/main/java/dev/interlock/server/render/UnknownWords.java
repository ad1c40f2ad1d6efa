package dev.interlock.server.render;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Attributes;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * The words for what nobody registered, where a finding rests on it. People are told which attribute of whom, and where to set it; an
 * agent that something is not registered, and that no other party can help until it is.
 */
public final class UnknownWords {

    /** The code that stands beside that of such a finding. */
    public static final String CODE = FindingCode.ATTRIBUTE_UNKNOWN.text();

    private UnknownWords() {}

    /** The sentence for people who know the parties by their calls alone; empty where nothing is unknown. */
    static String forPeople(Finding finding) {
        return forPeople(finding, "the caller", call -> "the party that made " + Ids.call(call));
    }

    /**
     * The sentence for people; empty where nothing is unknown.
     *
     * @param caller the caller's name
     * @param party the name of the actor of a recorded call
     */
    public static String forPeople(Finding finding, String caller, LongFunction<String> party) {
        if (finding.unknown().isEmpty()) {
            return "";
        }
        String each = finding.unknown().stream()
                .map(unknown -> each(
                        finding,
                        unknown.attribute(),
                        unknown.call().isEmpty()
                                ? caller
                                : party.apply(unknown.call().getAsLong())))
                .collect(Collectors.joining("; "));
        // Nobody states what is proven.
        boolean stated = finding.unknown().stream()
                .anyMatch(unknown -> unknown.call().isPresent() && !Attributes.ALWAYS.contains(unknown.attribute()));
        return each
                + (stated ? ", and state its previous value with `interlock link unknown`" : "")
                + (nobodyCanApprove(finding) ? "; until then no one can approve it" : "");
    }

    /** The words for one attribute of a party, and where to set it. A rule that binds asks for the same party, all others for another. */
    private static String each(Finding finding, String attribute, String party) {
        String then = finding.code() == FindingCode.BINDING_BROKEN
                ? "so no one is known to have the same one"
                : "so no one is independent in it";
        return "the " + attribute + " of " + party + " is not registered, " + then + ": write " + place(attribute)
                + " in the configuration";
    }

    /** The place in the configuration where the attribute of a party is set. */
    public static String place(String attribute) {
        return switch (attribute) {
            case Attributes.OWNER, Attributes.MODEL, Attributes.ORIGIN -> "`" + attribute + ":`";
            case Attributes.CHAIN -> "`root: true` (its own, or that of the agent that it works for)";
            case Attributes.RUNTIME -> "`identity:`";
            default -> "`attributes: {" + attribute + ": ...}`";
        };
    }

    /** The end of a sentence for the agent, after which no party is asked for; empty where nothing is unknown. */
    static String forAgent(Finding finding) {
        if (finding.unknown().isEmpty()) {
            return "";
        }
        boolean own =
                finding.unknown().stream().anyMatch(unknown -> unknown.call().isEmpty());
        String whom = own ? "you" : "that party";
        return "; an attribute of " + whom + " that the rule needs is not registered, and until the operators of this"
                + " server register it, no one is "
                + (finding.code() == FindingCode.BINDING_BROKEN ? "known to be the same as " : "independent of ")
                + whom;
    }

    /** Returns whether no approver can be independent of the caller, as long as what is unknown of it stays so. */
    public static boolean nobodyCanApprove(Finding finding) {
        return finding.need().isPresent()
                && finding.unknown().stream()
                        .anyMatch(unknown -> unknown.call().isEmpty()
                                && finding.need().get().attributes().contains(unknown.attribute())
                                && !unknown.attribute().equals(Attributes.MODEL));
    }
}
