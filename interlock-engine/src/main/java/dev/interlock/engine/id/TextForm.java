package dev.interlock.engine.id;

/** Ids of which nothing is known but that they are compared character by character. */
public record TextForm() implements IdForm {

    @Override
    public Spelling read(String id) {
        return new Spelling.Canonical(id);
    }

    @Override
    public String name() {
        return "text";
    }
}
