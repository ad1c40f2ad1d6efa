package dev.interlock.policy.diagnostic;

import java.util.Locale;
import java.util.Map;

/** The sentence that says what each check looks for, for reports that list the checks. */
final class CheckText {

    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("SYNTAX", "A file is valid YAML 1.2, one document a file."),
            Map.entry("DUPLICATE_KEY", "A key occurs once in a mapping."),
            Map.entry("ANCHOR", "Anchors and aliases are not part of the language: what a line means stands on it."),
            Map.entry("TAG", "Tags are not part of the language."),
            Map.entry("TOO_DEEP", "Nothing in the language is nested that deep."),
            Map.entry("NOT_UTF8", "Files are UTF-8."),
            Map.entry("FILE_MISSING", "A file that is included exists."),
            Map.entry("INCLUDE_EMPTY", "A pattern of `include` matches a file."),
            Map.entry("INCLUDE_CYCLE", "A file does not include itself, directly or by others."),
            Map.entry("OUTSIDE_FOLDER", "A bundle is what stands in its folder, and what its digest covers."),
            Map.entry("TOO_LARGE", "Files and bundles are of a size that can be reviewed."),
            Map.entry("UNREADABLE", "A file of the bundle can be read, and a folder searched that a pattern reaches."),
            Map.entry("WRONG_SHAPE", "A value has the shape that its key asks for: text, a list or a mapping."),
            Map.entry("UNKNOWN_KEY", "A mapping has only keys that the language knows there."),
            Map.entry("MISSING_KEY", "A mapping has the keys that it needs."),
            Map.entry("BAD_NAME", "Names are made of letters and digits, with single `.`, `-` or `_` between them."),
            Map.entry("DUPLICATE_NAME", "A name is defined once."),
            Map.entry("BAD_VALUE", "A value is one of those that its key allows."),
            Map.entry("BAD_DURATION", "Durations are written such as `90d`, `24h` or `1h30m`."),
            Map.entry("BAD_NUMBER", "Numbers are plain decimals within their bounds."),
            Map.entry("BAD_PATH", "Paths lead into the arguments or the result of a call."),
            Map.entry("VERSION", "The version of the language is known."),
            Map.entry("UNKNOWN_LEVEL", "A level of independence that is named is defined in the header."),
            Map.entry("UNKNOWN_TIER", "A risk tier that is named is defined in the header."),
            Map.entry("UNKNOWN_TYPE", "An object type that is named is defined in a catalogue."),
            Map.entry("UNKNOWN_KIND", "What stands in `per` is an object type, a value or a scope."),
            Map.entry("UNKNOWN_DUTY", "A duty or mark that is named belongs to a tool of the catalogue."),
            Map.entry("CONDITION", "A condition is a true-or-false expression of CEL over what a call has."),
            Map.entry("SECRET_IN_CLEAR", "What is secret is not recorded or shown in clear."),
            Map.entry("RELATION", "Relations fit the object types of the catalogue."),
            Map.entry("TOOL_WITHOUT_DUTY", "A tool has a duty: without one every call of it is denied."),
            Map.entry("RELATION_NOT_RECORDED", "A tool that creates an object says what it belongs to."),
            Map.entry("DATA_IS_READ", "No rule reads what lies in a map of data."),
            Map.entry("SAY_NAME", "A name in `say` is recorded in clear of each call of the tool."),
            Map.entry("TOOL_UNTOLD", "Somebody tells of the tools that are only observed."),
            Map.entry("RULE_KIND", "A rule is of exactly one kind."),
            Map.entry("RULE_KIND_LATER", "A rule is of a kind that this version supports."),
            Map.entry("RULE_ALWAYS_DENIES", "A rule can be evaluated: if it never can, it denies every call."),
            Map.entry("RULE_NEVER_APPLIES", "A rule can find something."),
            Map.entry("KEPT_FOR_EVER", "What a rule remembers is bounded by a window."),
            Map.entry("DONE_WHEN", "An intent is done by a duty that it allows."),
            Map.entry("DELEGATE", "An intent delegates no more than it allows."),
            Map.entry("DUTY_WITHOUT_INTENT", "A duty is allowed by some intent: without one every call is denied."),
            Map.entry("ATTRIBUTE", "The attributes of a level are those that parties have."),
            Map.entry("MILDER_TIER", "Tiers are ordered from the lowest to the strictest."),
            Map.entry("ADDRESS", "Addresses are host and port, or an URL."),
            Map.entry("OPEN_LISTENER", "A server that others can reach does not take tokens in clear."),
            Map.entry("TOKEN_HASH", "Tokens are configured by their hash."),
            Map.entry("TOKEN_SHARED", "A token belongs to one caller."),
            Map.entry("AGENT_UNOWNED", "Somebody is accountable for an agent."),
            Map.entry("AGENT_MODEL", "The model of an agent is known."),
            Map.entry("IDENTITY", "An identity is one that somebody vouches for, and belongs to one caller."),
            Map.entry("TRUST", "Whom the server believes is named completely."),
            Map.entry("AGENT_CHAIN", "The chain of an agent's tasks is known."),
            Map.entry("ENVIRONMENT", "Variables that the configuration names are set."),
            Map.entry("NOT_OFFERED", "Operations of an API are described so that they can be decided on."),
            Map.entry("SCENARIO_NAME", "A scenario names what was named before, and what the bundle has."),
            Map.entry("SCENARIO_DIFFERS", "A scenario comes out as it expects."),
            Map.entry("RULE_DEAD", "A rule can be met by calls of the catalogue and intents."),
            Map.entry("RULE_VACUOUS", "A rule stops something."),
            Map.entry("CALL_ALWAYS_STOPPED", "A call that an intent allows can be permitted."),
            Map.entry("RULE_NEVER_MET", "What a rule requires can be done."),
            Map.entry("RULE_SUBSUMED", "A rule finds something that no other rule finds."),
            Map.entry("RULE_CONTRADICTORY", "Two rules do not want the same party and another one at once."),
            Map.entry("RULE_DETECTS_ONLY", "A rule prevents something, and does not only hear of it."),
            Map.entry("RULE_NEVER_CLOSED", "What ends a rule on a key can happen."),
            Map.entry("RULE_CLOSED_BY_ITSELF", "What ends a rule is not what it is about."),
            Map.entry("RULE_NEVER_WAIVED", "Where a rule is waivable there are lanes that waive it."),
            Map.entry("LANE_WAIVES_NOTHING", "A lane waives some rule."),
            Map.entry("APPROVERS_TOO_FEW", "There are enough people for an approval."),
            Map.entry("APPROVERS_JUST_ENOUGH", "There are more people than an approval needs."),
            Map.entry("INTENT_NEVER_DONE", "A task can reach what its intent is done by."),
            Map.entry("INTENT_ALLOWS_IN_VAIN", "What an intent allows can be done in it."),
            Map.entry("INTENT_ABOUT_NOTHING", "The objects that an intent is about occur in its calls."),
            Map.entry("INTENT_DELEGATES_NOTHING", "What an intent delegates is of use to a sub-task."),
            Map.entry("INTENT_IDLE", "The limits of an intent fit each other."),
            Map.entry("TOOL_CATCH_ALL", "An allow-list does not let everything through."),
            Map.entry("ENTRY_NEVER_HOLDS", "An entry of an allow-list can cover a call."),
            Map.entry("TOOL_OUTSIDE_INTENTS", "A tool can be called within some intent."),
            Map.entry("ARGUMENTS_OPEN", "The arguments of a tool are closed."),
            Map.entry("ALL_UNDECLARED", "An argument that may stand for all objects of a type is declared so."),
            Map.entry("UNUSED_LEVEL", "A level of independence is used."),
            Map.entry("UNUSED_TIER", "A risk tier is used."),
            Map.entry("UNUSED_TYPE", "An object type is used."),
            Map.entry("UNUSED_MARK", "A sink or label is used by a rule."),
            Map.entry(
                    "OUTCOME_UNPROVEN",
                    "Of each server that is written to, it is said which answers prove that nothing happened, or how"
                            + " to find out."),
            Map.entry("ID_WITHOUT_FORM", "Each object that arguments name has one spelling."),
            Map.entry("ACCEPTED_NOTHING", "A warning that is accepted occurs."),
            Map.entry("ATTRIBUTE_MISSING", "An agent has the attributes that the levels it is measured at look at."),
            Map.entry("KEY_MISSING", "An agent has the owner, origin or chain by which a rule counts its calls."),
            Map.entry("BINDING_UNKNOWN", "An agent has the attribute in which a rule binds its calls to each other."),
            Map.entry("INTENT_OF_NOBODY", "An intent is one that some agent may have."),
            Map.entry("AGENT_WITHOUT_INTENT", "An agent may have a task."),
            Map.entry("GRANT_UNKNOWN", "The intents that the configuration names are those of the bundle."),
            Map.entry(
                    "INTENT_NOT_GRANTED", "The intent of an agent's calls that name no task is one that it may have."),
            Map.entry(
                    "INTENT_WITHOUT_OBJECT",
                    "The intent of calls that name no task is about no objects, as their task has none."),
            Map.entry("AGENT_CALLS_NOTHING", "An agent can call something."),
            Map.entry("AGENTS_MISSING", "An agent is registered."),
            Map.entry("GROUP_EMPTY", "A group that the bundle asks has members."),
            Map.entry("GROUP_MISSPELT", "A group of the configuration is one that somebody asks."),
            Map.entry("APPROVAL_BY_NOBODY", "What an agent may ask for can be approved by somebody."),
            Map.entry(
                    "APPROVAL_BY_NOBODY_ALONE", "What an agent does in tasks of its own can be approved by somebody."),
            Map.entry("HOLD_FOR_NOBODY", "Somebody is independent enough of an agent to answer for its calls."),
            Map.entry("VERIFIER_IDLE", "A machine verifier is asked something."),
            Map.entry("VERIFIER_SCOPE", "The tools and marks that a machine verifier judges are those of the bundle."),
            Map.entry("REQUIREMENT_BY_NOBODY", "What a rule requires can be done by an agent, or told by a source."),
            Map.entry("REQUIREMENT_DEPENDENT", "What a rule requires of an independent party can be done by one."),
            Map.entry("SEPARATION_BY_NOBODY", "Duties that are kept apart can be shared out among independent agents."),
            Map.entry("OBJECT_NEVER_KNOWN", "Objects that have to be known can become so."),
            Map.entry("SOURCE_UNKNOWN", "A source of the configuration is one that the bundle names."),
            Map.entry("SOURCE_MISSING", "A source that the bundle names is in the configuration."),
            Map.entry("SERVER_MISSING", "A server of the catalogue can be reached."),
            Map.entry("SERVER_UNMAPPED", "A server behind the gateway has tools in the catalogue."),
            Map.entry("ENFORCER_SERVER", "The tools that an enforcement point asks about are in the catalogue."),
            Map.entry("CREDENTIAL_UNOWNED", "An agent for which credentials are issued has an owner."),
            Map.entry("LANE_NOBODY_ACTS", "An agent can act in a lane."),
            Map.entry("LANE_NOBODY_OPENS", "A lane can be opened."),
            Map.entry("LANE_NOBODY_REVIEWS", "A lane can be reviewed."),
            Map.entry("ACTIVATION_BY_NOBODY", "A bundle can be activated."),
            Map.entry("PEOPLE_MISSING", "A person is registered."),
            Map.entry("CAST_DIFFERS", "A scenario says of an agent what the configuration says of it."));

    private CheckText() {}

    static String of(Check check) {
        String text = TEXTS.get(check.name());
        return text == null ? words(check) : text;
    }

    /** Returns whether the check has a sentence of its own. */
    static boolean isKnown(Check check) {
        return TEXTS.containsKey(check.name());
    }

    private static String words(Check check) {
        String words = check.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    /** The name in a report, such as {@code UnknownKey}. */
    static String name(Check check) {
        StringBuilder out = new StringBuilder();
        for (String word : check.name().split("_")) {
            out.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return out.toString();
    }
}
