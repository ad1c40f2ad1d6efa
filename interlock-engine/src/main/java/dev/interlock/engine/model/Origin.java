package dev.interlock.engine.model;

/**
 * One reason why a value of a call counts as chosen by somebody who may choose it. A value that has none was chosen by content
 * that nobody vouches for, or by the model itself.
 *
 * <p>The kinds follow the capabilities of CaMeL (Debenedetti and others, 2025) and the integrity labels of FIDES (Costa and
 * others, 2025): not who handed the value over counts, but who can have chosen it.
 */
public enum Origin {
    /** The instruction of the task, written by a person, contains the value. */
    INSTRUCTION("instruction"),
    /** The value is the id of an object to which a person bound the task, in an argument that the catalogue reads as such an id. */
    INTENT_OBJECT("intent-object"),
    /** A result of a tool that the catalogue trusts contains the value. */
    TRUSTED("trusted"),
    /** The task made the object itself, and no untrusted text named it before. */
    MADE("made"),
    /** The value belongs to the deployment's own domain or directory. */
    OWN("own"),
    /** An allow-list of the bundle has the value, for calls with a mark of the call. */
    ALLOW_LIST("allow-list"),
    /** A field of a structured result has the value, and the system that returned it assigned or checked it. */
    FIELD("field"),
    /** A record that the instruction names has the value in a field that a third party filled. */
    NAMED_RECORD("named-record"),
    /** As {@link #FIELD} or {@link #NAMED_RECORD}, but the record was found through a link in a named record. */
    LINKED_RECORD("linked-record"),
    /** The instruction has a name that is part of the value, and a named record contains the value. */
    NAME("name"),
    /** A named record contains the link to the letter, and the call only reads from it. */
    LINK("link"),
    /** The instruction hands the choice to a named record ("do what the mail asks"), which contains the value. */
    DELEGATED("delegated"),
    /** An independent party approved a call of the same party that differs in other values alone. */
    APPROVED("approved"),
    /** A call that registered the value as a contact was approved by an independent person, and succeeded. */
    CONTACT("contact");

    private final String text;

    Origin(String text) {
        this.text = text;
    }

    /** The name of the origin in policies and in the record. */
    public String text() {
        return text;
    }
}
