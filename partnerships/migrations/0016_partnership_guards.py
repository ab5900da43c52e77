"""What no column constraint can say: a text holds only if all parties accepted it, and what was
proposed or accepted never changes.

The checks of a whole partnership wait for the end of the transaction, for a partnership, its
texts and its parties are written one after the other; a partnership may be deleted as a whole.
"""

from django.db import migrations

GUARDS = """
CREATE FUNCTION partnerships_check_agreement(target bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    text_id bigint;
    said jsonb;
BEGIN
    SELECT in_force_id INTO text_id FROM partnerships_partnership WHERE id = target;
    IF text_id IS NULL THEN
        RETURN;
    END IF;
    SELECT content INTO said FROM partnerships_agreementversion
        WHERE id = text_id AND partnership_id = target;
    IF said IS NULL
        OR (SELECT count(*) FROM partnerships_partnershipparty
            WHERE partnership_id = target AND standing = 'joined') < 2
        OR EXISTS (SELECT FROM partnerships_partnershipparty p
            WHERE p.partnership_id = target AND p.standing = 'joined'
            AND NOT (EXISTS (SELECT FROM partnerships_acceptance a
                    WHERE a.party_id = p.id AND a.version_id = text_id)
                AND said->'shares' @> jsonb_build_array(jsonb_build_object('party', p.uuid::text))))
        OR EXISTS (SELECT FROM jsonb_array_elements(said->'shares') share
            WHERE NOT EXISTS (SELECT FROM partnerships_partnershipparty p
                WHERE p.partnership_id = target AND p.standing = 'joined'
                AND p.uuid::text = share->>'party'))
    THEN
        RAISE EXCEPTION 'partnership % has a text in force that not every party accepted', target
            USING ERRCODE = 'check_violation', CONSTRAINT = 'partnership_text_accepted_by_all';
    END IF;
END $$;

CREATE FUNCTION partnerships_partnership_is_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM partnerships_check_agreement(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER partnership_is_agreed
    AFTER INSERT OR UPDATE OF in_force_id ON partnerships_partnership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION partnerships_partnership_is_agreed();

CREATE FUNCTION partnerships_party_is_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM partnerships_check_agreement(
        CASE TG_OP WHEN 'DELETE' THEN OLD.partnership_id ELSE NEW.partnership_id END);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER party_is_agreed
    AFTER INSERT OR UPDATE OF standing, partnership_id OR DELETE ON partnerships_partnershipparty
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION partnerships_party_is_agreed();

CREATE FUNCTION partnerships_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever is erased is forgotten here, too; everything else stays as it was.
    IF to_jsonb(NEW) - ARRAY['by_id', 'proposed_by_id']
        IS DISTINCT FROM to_jsonb(OLD) - ARRAY['by_id', 'proposed_by_id']
        OR coalesce(to_jsonb(NEW)->>'by_id', to_jsonb(NEW)->>'proposed_by_id') IS NOT NULL
    THEN
        RAISE EXCEPTION 'what was proposed or accepted does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_is_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_is_kept BEFORE UPDATE ON partnerships_agreementversion
    FOR EACH ROW EXECUTE FUNCTION partnerships_is_kept();
CREATE TRIGGER acceptance_is_kept BEFORE UPDATE ON partnerships_acceptance
    FOR EACH ROW EXECUTE FUNCTION partnerships_is_kept();

CREATE FUNCTION partnerships_is_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_TABLE_NAME = 'partnerships_agreementversion' AND EXISTS (
            SELECT FROM partnerships_partnership
            WHERE id = (to_jsonb(OLD)->>'partnership_id')::bigint))
        OR (TG_TABLE_NAME = 'partnerships_acceptance' AND EXISTS (
            SELECT FROM partnerships_agreementversion
            WHERE id = (to_jsonb(OLD)->>'version_id')::bigint))
    THEN
        RAISE EXCEPTION 'what was proposed or accepted is not deleted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_is_kept';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER version_is_not_deleted AFTER DELETE ON partnerships_agreementversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION partnerships_is_not_deleted();
CREATE CONSTRAINT TRIGGER acceptance_is_not_deleted AFTER DELETE ON partnerships_acceptance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION partnerships_is_not_deleted();

CREATE FUNCTION partnerships_acceptance_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM partnerships_agreementversion v
        JOIN partnerships_partnershipparty p ON p.partnership_id = v.partnership_id
        WHERE v.id = NEW.version_id AND p.id = NEW.party_id
        AND v.content_hash = NEW.content_hash
        AND v.content->'shares' @> jsonb_build_array(jsonb_build_object('party', p.uuid::text)))
    THEN
        RAISE EXCEPTION 'the party has no share in this text, or read another one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'acceptance_fits_the_text';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER acceptance_fits BEFORE INSERT ON partnerships_acceptance
    FOR EACH ROW EXECUTE FUNCTION partnerships_acceptance_fits();
"""

NO_GUARDS = """
DROP TRIGGER partnership_is_agreed ON partnerships_partnership;
DROP TRIGGER party_is_agreed ON partnerships_partnershipparty;
DROP TRIGGER version_is_kept ON partnerships_agreementversion;
DROP TRIGGER acceptance_is_kept ON partnerships_acceptance;
DROP TRIGGER version_is_not_deleted ON partnerships_agreementversion;
DROP TRIGGER acceptance_is_not_deleted ON partnerships_acceptance;
DROP TRIGGER acceptance_fits ON partnerships_acceptance;
DROP FUNCTION partnerships_partnership_is_agreed, partnerships_party_is_agreed,
    partnerships_is_kept, partnerships_is_not_deleted, partnerships_acceptance_fits,
    partnerships_check_agreement(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0015_partnerships")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
