package dev.interlock.provenance.label;

/** The role of a field of a structured result, which says who can have chosen its value. */
public enum FieldRole {
    /** Text that anybody may have written. */
    TEXT("text"),
    /** Such a text that names its record: a subject, a title. */
    TITLE("title"),
    /** The sender of the record, as the record itself says. */
    SENDER("sender"),
    /** A value that a third party chose: the name of a file, the recipients of a mail. */
    THIRD_PARTY("third-party"),
    /** An entry of a directory that the deployment keeps itself. */
    DIRECTORY("directory"),
    /** A value that the system assigned or checked: an id, an amount, an account that was paid. */
    PLAIN("plain");

    private final String text;

    FieldRole(String text) {
        this.text = text;
    }

    /** The name of the role in catalogues. */
    public String text() {
        return text;
    }

    /** Returns whether the field may hold sentences. */
    public boolean isText() {
        return this == TEXT || this == TITLE;
    }

    /** Returns whether a third party filled the field. */
    public boolean isOfOthers() {
        return this == SENDER || this == THIRD_PARTY;
    }

    /** Returns whether the field names its record. */
    public boolean isName() {
        return this == TITLE || this == THIRD_PARTY;
    }
}
