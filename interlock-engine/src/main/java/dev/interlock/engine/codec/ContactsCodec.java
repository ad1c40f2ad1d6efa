package dev.interlock.engine.codec;

import dev.interlock.engine.model.ContactChanges;

/** The contacts that a call registers or removes. They can be forgotten: a digest tells whether it is that of an account that somebody guesses. */
final class ContactsCodec {

    private ContactsCodec() {}

    static void write(Writer out, ContactChanges contacts) {
        if (!contacts.ended().isEmpty()) {
            out.forgettable().textSet("ended", contacts.ended());
        }
        out.truth("ends", contacts.ends());
        if (!contacts.registered().isEmpty()) {
            out.forgettable().textSet("registered", contacts.registered());
        }
    }

    static ContactChanges read(Reader in) {
        return new ContactChanges(
                in.forgettable().textSet("registered"),
                in.truth("ends"),
                in.forgettable().textSet("ended"));
    }
}
