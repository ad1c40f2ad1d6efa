package dev.interlock.engine.model;

/** The stake of an act: how much is lost if content that no one vouches for chose it. Ordered from low to high. */
public enum Stake {
    /** The act needs no instruction: a note to oneself. */
    LOW("low"),
    /** The act reaches others or changes something. */
    MIDDLE("middle"),
    /** The act moves money, changes access or account data, deletes, shares or publishes. */
    HIGH("high");

    private final String text;

    Stake(String text) {
        this.text = text;
    }

    /** The name of the stake in lexicons and in the record. */
    public String text() {
        return text;
    }
}
