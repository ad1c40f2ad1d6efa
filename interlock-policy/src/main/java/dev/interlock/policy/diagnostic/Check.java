package dev.interlock.policy.diagnostic;

/** The kinds of findings of the checker. Their numbers are stable, since people search for them. Never reuse one. */
public enum Check {
    // the text
    SYNTAX(1),
    DUPLICATE_KEY(2),
    ANCHOR(3),
    TAG(4),
    TOO_DEEP(5),
    NOT_UTF8(6),
    // the files
    FILE_MISSING(10),
    INCLUDE_EMPTY(11),
    INCLUDE_CYCLE(12),
    OUTSIDE_FOLDER(13),
    TOO_LARGE(14),
    UNREADABLE(15),
    // the shape
    WRONG_SHAPE(20),
    UNKNOWN_KEY(21),
    MISSING_KEY(22),
    BAD_NAME(23),
    DUPLICATE_NAME(24),
    BAD_VALUE(25),
    BAD_DURATION(26),
    BAD_NUMBER(27),
    BAD_PATH(28),
    VERSION(29),
    // the names
    UNKNOWN_LEVEL(40),
    UNKNOWN_TIER(41),
    UNKNOWN_TYPE(42),
    UNKNOWN_KIND(43),
    UNKNOWN_DUTY(44),
    // the catalogue
    CONDITION(50),
    SECRET_IN_CLEAR(51),
    RELATION(52),
    TOOL_WITHOUT_DUTY(53),
    RELATION_NOT_RECORDED(54),
    TOOL_UNTOLD(55),
    DATA_IS_READ(56),
    SAY_NAME(57),
    // the rules
    RULE_KIND(60),
    RULE_ALWAYS_DENIES(62),
    RULE_NEVER_APPLIES(63),
    KEPT_FOR_EVER(64),
    // the intents
    DONE_WHEN(70),
    DELEGATE(71),
    DUTY_WITHOUT_INTENT(72),
    // tiers and levels
    ATTRIBUTE(80),
    MILDER_TIER(81),
    // the configuration of the server
    ADDRESS(90),
    OPEN_LISTENER(91),
    TOKEN_HASH(92),
    TOKEN_SHARED(93),
    AGENT_UNOWNED(94),
    AGENT_MODEL(95),
    AGENT_CHAIN(96),
    ENVIRONMENT(97),
    NOT_OFFERED(98),
    IDENTITY(110),
    TRUST(111),
    // scenarios
    SCENARIO_NAME(100),
    SCENARIO_DIFFERS(101),
    // warnings of parts that are right by themselves and do not do what they seem to, see docs/warnings.md
    RULE_DEAD(200),
    RULE_VACUOUS(201),
    CALL_ALWAYS_STOPPED(202),
    RULE_NEVER_MET(203),
    RULE_SUBSUMED(204),
    RULE_CONTRADICTORY(205),
    RULE_DETECTS_ONLY(206),
    RULE_NEVER_CLOSED(207),
    RULE_CLOSED_BY_ITSELF(208),
    RULE_NEVER_WAIVED(209),
    INTENT_NEVER_DONE(210),
    INTENT_ALLOWS_IN_VAIN(211),
    INTENT_ABOUT_NOTHING(212),
    INTENT_DELEGATES_NOTHING(213),
    INTENT_IDLE(214),
    LANE_WAIVES_NOTHING(216),
    TOOL_CATCH_ALL(220),
    ENTRY_NEVER_HOLDS(221),
    TOOL_OUTSIDE_INTENTS(222),
    ARGUMENTS_OPEN(223),
    ALL_UNDECLARED(224),
    OUTCOME_UNPROVEN(227),
    APPROVERS_TOO_FEW(225),
    APPROVERS_JUST_ENOUGH(226),
    UNUSED_LEVEL(230),
    UNUSED_TIER(231),
    UNUSED_TYPE(232),
    UNUSED_MARK(233),
    ID_WITHOUT_FORM(234),
    ACCEPTED_NOTHING(240),
    // a bundle together with the configuration of a server
    ATTRIBUTE_MISSING(300),
    KEY_MISSING(301),
    BINDING_UNKNOWN(302),
    INTENT_OF_NOBODY(310),
    AGENT_WITHOUT_INTENT(311),
    GRANT_UNKNOWN(312),
    INTENT_NOT_GRANTED(313),
    INTENT_WITHOUT_OBJECT(314),
    AGENT_CALLS_NOTHING(315),
    AGENTS_MISSING(316),
    GROUP_EMPTY(320),
    GROUP_MISSPELT(321),
    APPROVAL_BY_NOBODY(322),
    APPROVAL_BY_NOBODY_ALONE(323),
    HOLD_FOR_NOBODY(324),
    VERIFIER_IDLE(325),
    VERIFIER_SCOPE(326),
    REQUIREMENT_BY_NOBODY(330),
    REQUIREMENT_DEPENDENT(331),
    SEPARATION_BY_NOBODY(332),
    OBJECT_NEVER_KNOWN(333),
    EMBEDDING_MISSING(334),
    SOURCE_UNKNOWN(340),
    SOURCE_MISSING(341),
    SERVER_MISSING(345),
    SERVER_UNMAPPED(346),
    ENFORCER_SERVER(347),
    CREDENTIAL_UNOWNED(348),
    LANE_NOBODY_ACTS(350),
    LANE_NOBODY_OPENS(351),
    LANE_NOBODY_REVIEWS(352),
    ACTIVATION_BY_NOBODY(360),
    PEOPLE_MISSING(361),
    CAST_DIFFERS(370);

    private final int number;

    Check(int number) {
        this.number = number;
    }

    /** The code, such as {@code IL-0012}. */
    public String code() {
        return "IL-%04d".formatted(number);
    }
}
