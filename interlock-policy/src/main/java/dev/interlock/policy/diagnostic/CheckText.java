package dev.interlock.policy.diagnostic;

import java.util.Locale;
import java.util.Map;

/** The sentence that says what each check looks for, for reports that list the checks. */
final class CheckText {

    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("SYNTAX", "Files must be valid YAML 1.2 with one document per file."),
            Map.entry("DUPLICATE_KEY", "A key must occur only once in a mapping."),
            Map.entry(
                    "ANCHOR",
                    "Anchors and aliases are not part of the language, so that every line can be understood on its"
                            + " own."),
            Map.entry("TAG", "Tags are not part of the language."),
            Map.entry("TOO_DEEP", "Nothing in the language is nested that deeply."),
            Map.entry("NOT_UTF8", "Files must be in UTF-8."),
            Map.entry("FILE_MISSING", "Included files must exist."),
            Map.entry("INCLUDE_EMPTY", "Every pattern in `include` must match a file."),
            Map.entry("INCLUDE_CYCLE", "A file must not include itself, directly or through other files."),
            Map.entry("OUTSIDE_FOLDER", "All files of a bundle must be in its folder, which its digest covers."),
            Map.entry("TOO_LARGE", "Files and bundles must be small enough to be reviewed."),
            Map.entry(
                    "UNREADABLE",
                    "Every file of the bundle must be readable, and every folder that a pattern reaches searchable."),
            Map.entry("WRONG_SHAPE", "A value must have the type that its key requires: text, a list or a mapping."),
            Map.entry("UNKNOWN_KEY", "A mapping must have only the keys that the language defines for it."),
            Map.entry("MISSING_KEY", "A mapping must have all its required keys."),
            Map.entry(
                    "BAD_NAME", "Names must consist of letters and digits, with single `.`, `-` or `_` between them."),
            Map.entry("DUPLICATE_NAME", "A name must be defined only once."),
            Map.entry("BAD_VALUE", "A value must be one that its key allows."),
            Map.entry("BAD_DURATION", "Durations must be written like `90d`, `24h` or `1h30m`."),
            Map.entry("BAD_NUMBER", "Numbers must be plain decimals within their bounds."),
            Map.entry("BAD_PATH", "Paths must lead into the arguments or the result of a call."),
            Map.entry("VERSION", "The version of the language must be known."),
            Map.entry("UNKNOWN_LEVEL", "A named level of independence must be defined in the header."),
            Map.entry("UNKNOWN_TIER", "A named risk tier must be defined in the header."),
            Map.entry("UNKNOWN_TYPE", "A named object type must be defined in a catalogue."),
            Map.entry("UNKNOWN_KIND", "`per` must name an object type, a value or a scope."),
            Map.entry("UNKNOWN_DUTY", "A named duty or mark must belong to a tool of the catalogue."),
            Map.entry("CONDITION", "A condition must be a Boolean CEL expression over the data of a call."),
            Map.entry("SECRET_IN_CLEAR", "A secret argument must not be recorded or shown in the clear."),
            Map.entry("RELATION", "Relations must match the object types of the catalogue."),
            Map.entry("TOOL_WITHOUT_DUTY", "A tool must have a duty; without one, every call to it is denied."),
            Map.entry("RELATION_NOT_RECORDED", "A tool that creates an object must say what the object belongs to."),
            Map.entry("DATA_IS_READ", "No rule may read anything inside a `data` map."),
            Map.entry("SAY_NAME", "A name in `say` must be recorded in the clear for every call to the tool."),
            Map.entry("TOOL_UNTOLD", "A source must report calls to tools that are only observed."),
            Map.entry("RULE_KIND", "A rule must be of exactly one kind."),
            Map.entry("RULE_ALWAYS_DENIES", "It must be possible to evaluate a rule; otherwise it denies every call."),
            Map.entry("RULE_NEVER_APPLIES", "A rule must be able to find something."),
            Map.entry("KEPT_FOR_EVER", "The history that a rule keeps should be bounded by a window."),
            Map.entry("DONE_WHEN", "The duty that completes an intent must be one that the intent allows."),
            Map.entry("DELEGATE", "An intent must not delegate more than it allows."),
            Map.entry(
                    "DUTY_WITHOUT_INTENT",
                    "Every duty should be allowed by some intent; otherwise every call with it is denied."),
            Map.entry("ATTRIBUTE", "The attributes of a level must be attributes that parties have."),
            Map.entry("MILDER_TIER", "Tiers must be ordered from the least to the most strict."),
            Map.entry("ADDRESS", "An address must be a host and port, or a URL."),
            Map.entry("OPEN_LISTENER", "A server that others can reach must not accept tokens without TLS."),
            Map.entry("TOKEN_HASH", "Tokens must be configured by their hash."),
            Map.entry("TOKEN_SHARED", "A token must belong to one caller only."),
            Map.entry("AGENT_UNOWNED", "Someone must be accountable for every agent."),
            Map.entry("AGENT_MODEL", "The model of an agent must be known."),
            Map.entry("IDENTITY", "An identity must be vouched for by a trusted issuer and belong to one caller only."),
            Map.entry("TRUST", "The issuers that the server trusts must be described completely."),
            Map.entry("AGENT_CHAIN", "The chain of an agent's tasks must be known."),
            Map.entry("ENVIRONMENT", "Variables that the configuration names must be set."),
            Map.entry("NOT_OFFERED", "Operations of an API must be described well enough to be decided."),
            Map.entry("SCENARIO_NAME", "A scenario must only use names from earlier steps and from the bundle."),
            Map.entry("SCENARIO_DIFFERS", "A scenario must have the outcome that it expects."),
            Map.entry("RULE_DEAD", "A rule should apply to some call that the catalogue and the intents allow."),
            Map.entry("RULE_VACUOUS", "A rule should stop something."),
            Map.entry("CALL_ALWAYS_STOPPED", "It should be possible to permit every call that an intent allows."),
            Map.entry("RULE_NEVER_MET", "It should be possible to do what a rule requires."),
            Map.entry("RULE_SUBSUMED", "A rule should find something that no other rule finds."),
            Map.entry("RULE_CONTRADICTORY", "No two rules should demand both the same party and a different one."),
            Map.entry("RULE_DETECTS_ONLY", "A rule should prevent calls, not only detect them afterwards."),
            Map.entry("RULE_NEVER_CLOSED", "The mark that ends a rule on a key should be able to occur."),
            Map.entry("RULE_CLOSED_BY_ITSELF", "The mark that ends a rule should not be one that the rule is about."),
            Map.entry("RULE_NEVER_WAIVED", "A waivable rule should have lanes that waive it."),
            Map.entry("LANE_WAIVES_NOTHING", "Lanes should waive at least one rule."),
            Map.entry("APPROVERS_TOO_FEW", "There must be enough people for an approval."),
            Map.entry("APPROVERS_JUST_ENOUGH", "There should be more people than an approval needs."),
            Map.entry("INTENT_NEVER_DONE", "A task should be able to do the duty that completes its intent."),
            Map.entry("INTENT_ALLOWS_IN_VAIN", "It should be possible to do everything that an intent allows."),
            Map.entry("INTENT_ABOUT_NOTHING", "The objects that an intent is about should occur in its calls."),
            Map.entry("INTENT_DELEGATES_NOTHING", "What an intent delegates should be usable by a sub-task."),
            Map.entry("INTENT_IDLE", "The limits of an intent should be consistent."),
            Map.entry("TOOL_CATCH_ALL", "An allow-list should not permit everything."),
            Map.entry("ENTRY_NEVER_HOLDS", "An entry of an allow-list should be able to cover a call."),
            Map.entry("TOOL_OUTSIDE_INTENTS", "A tool should be callable within some intent."),
            Map.entry(
                    "CONTACT_UNREGISTERED",
                    "A rule should accept verified contacts only if a tool registers contacts."),
            Map.entry(
                    "CONTACT_NEVER_VERIFIED",
                    "A tool that registers contacts should be held by a rule, so that people can approve them."),
            Map.entry("ARGUMENTS_OPEN", "The arguments of a tool should be closed."),
            Map.entry(
                    "ALL_UNDECLARED",
                    "An argument that can stand for all objects of a type should be declared as such."),
            Map.entry("UNUSED_LEVEL", "Every level of independence should be used."),
            Map.entry("UNUSED_TIER", "Every risk tier should be used."),
            Map.entry("UNUSED_TYPE", "Every object type should be used."),
            Map.entry("UNUSED_MARK", "Every sink or label should be used by a rule."),
            Map.entry(
                    "OUTCOME_UNPROVEN",
                    "For every server that is written to, the catalogue should say which answers prove that nothing"
                            + " happened, or how to find out."),
            Map.entry("ID_WITHOUT_FORM", "Every object named by arguments should have only one spelling."),
            Map.entry("ACCEPTED_NOTHING", "An accepted warning should occur."),
            Map.entry("ATTRIBUTE_MISSING", "An agent should have the attributes used by the levels that apply to it."),
            Map.entry(
                    "KEY_MISSING", "An agent should have the owner, origin or chain by which a rule counts its calls."),
            Map.entry(
                    "BINDING_UNKNOWN", "An agent should have the attribute by which a rule binds its calls together."),
            Map.entry("INTENT_OF_NOBODY", "Every intent should be granted to some agent."),
            Map.entry("AGENT_WITHOUT_INTENT", "Every agent should be allowed to have a task."),
            Map.entry("GRANT_UNKNOWN", "Intents named in the configuration must be in the bundle."),
            Map.entry(
                    "INTENT_NOT_GRANTED",
                    "The intent for an agent's calls without a task must be granted to that agent."),
            Map.entry(
                    "INTENT_WITHOUT_OBJECT",
                    "The intent for calls without a task should not be about objects, because such a task has none."),
            Map.entry("AGENT_CALLS_NOTHING", "An agent should be able to call something."),
            Map.entry("AGENTS_MISSING", "At least one agent should be registered."),
            Map.entry("GROUP_EMPTY", "A group that the bundle relies on should have members."),
            Map.entry("GROUP_MISSPELT", "A group in the configuration should be one that the bundle uses."),
            Map.entry("APPROVAL_BY_NOBODY", "Someone should be able to approve every call that an agent may make."),
            Map.entry(
                    "APPROVAL_BY_NOBODY_ALONE",
                    "Someone should be able to approve what an agent does in its own tasks."),
            Map.entry("HOLD_FOR_NOBODY", "Someone should be independent enough of an agent to approve its calls."),
            Map.entry("VERIFIER_IDLE", "A machine verifier should be asked to verify something."),
            Map.entry("VERIFIER_SCOPE", "The tools and marks that a machine verifier judges must be in the bundle."),
            Map.entry(
                    "REQUIREMENT_BY_NOBODY",
                    "What a rule requires should be doable by an agent or reportable by a source."),
            Map.entry(
                    "REQUIREMENT_DEPENDENT", "An independent party should be able to do what a rule requires of one."),
            Map.entry("SEPARATION_BY_NOBODY", "Separated duties should be divisible among independent agents."),
            Map.entry("OBJECT_NEVER_KNOWN", "Objects that must be known should be able to become known."),
            Map.entry(
                    "EMBEDDING_MISSING", "A rule that compares calls with the instruction needs a model that does it."),
            Map.entry("SOURCE_UNKNOWN", "A source in the configuration should be named by the bundle."),
            Map.entry("SOURCE_MISSING", "A source that the bundle names should be in the configuration."),
            Map.entry("SERVER_MISSING", "A server in the catalogue should be configured."),
            Map.entry("SERVER_UNMAPPED", "A server behind the gateway should have tools in the catalogue."),
            Map.entry("ENFORCER_SERVER", "The tools that an enforcement point asks about should be in the catalogue."),
            Map.entry("CREDENTIAL_UNOWNED", "An agent that credentials are issued to should have an owner."),
            Map.entry("LANE_NOBODY_ACTS", "Some agent should be able to act in a lane."),
            Map.entry("LANE_NOBODY_OPENS", "Someone should be able to open a lane."),
            Map.entry("LANE_NOBODY_REVIEWS", "Someone should be able to review a lane."),
            Map.entry("ACTIVATION_BY_NOBODY", "Someone should be able to activate a bundle."),
            Map.entry("PEOPLE_MISSING", "At least one person should be registered."),
            Map.entry("CAST_DIFFERS", "A scenario should describe an agent as the configuration does."));

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
