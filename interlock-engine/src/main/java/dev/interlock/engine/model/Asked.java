package dev.interlock.engine.model;

/** Whether the instruction of a task asks for an act. */
public enum Asked {
    /** The instruction asks for it. */
    YES("yes"),
    /** The instruction hands the choice of acts to a record that it names, and that record asks for the act. */
    DELEGATED("delegated"),
    /** The instruction asks for other things. */
    NO("no"),
    /** No person gave the task an instruction. */
    NO_INSTRUCTION("no-instruction");

    private final String text;

    Asked(String text) {
        this.text = text;
    }

    /** The name in the record. */
    public String text() {
        return text;
    }
}
