"""What no constraint of one row can say of calls."""

from django.db import migrations

# The weights of a call that others can read sum to 100. Deferred: criteria are written one by one.
WEIGHTS = """
CREATE FUNCTION partnerships_weights_sum_to_100() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    call bigint;
    calls bigint[];
BEGIN
    IF TG_TABLE_NAME = 'partnerships_opportunity' THEN
        calls := ARRAY[NEW.id];
    ELSIF TG_OP = 'DELETE' THEN
        calls := ARRAY[OLD.opportunity_id];
    ELSIF TG_OP = 'INSERT' THEN
        calls := ARRAY[NEW.opportunity_id];
    ELSE
        calls := ARRAY[OLD.opportunity_id, NEW.opportunity_id];
    END IF;
    FOREACH call IN ARRAY calls LOOP
        IF EXISTS (SELECT 1 FROM partnerships_opportunity WHERE id = call AND state <> 'draft')
            AND (SELECT coalesce(sum(weight), 0) FROM partnerships_criterion
                 WHERE opportunity_id = call) <> 100
        THEN
            RAISE EXCEPTION 'the weights of a published call must sum to 100'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'criterion_weights_sum_to_100';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER criterion_weights_sum_to_100
    AFTER INSERT OR UPDATE OR DELETE ON partnerships_criterion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION partnerships_weights_sum_to_100();
CREATE CONSTRAINT TRIGGER opportunity_weights_sum_to_100
    AFTER INSERT OR UPDATE OF state ON partnerships_opportunity
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION partnerships_weights_sum_to_100();
"""
NO_WEIGHTS = """
DROP TRIGGER opportunity_weights_sum_to_100 ON partnerships_opportunity;
DROP TRIGGER criterion_weights_sum_to_100 ON partnerships_criterion;
DROP FUNCTION partnerships_weights_sum_to_100();
"""
# The call that a row of a group names is that of its expression of interest.
SAME_CALL = """
ALTER TABLE partnerships_expressionofinterest
    ADD CONSTRAINT expression_with_its_call UNIQUE (id, opportunity_id);
ALTER TABLE partnerships_expressionmember
    ADD CONSTRAINT expression_member_of_its_call FOREIGN KEY (expression_id, opportunity_id)
    REFERENCES partnerships_expressionofinterest (id, opportunity_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
ANY_CALL = """
ALTER TABLE partnerships_expressionmember DROP CONSTRAINT expression_member_of_its_call;
ALTER TABLE partnerships_expressionofinterest DROP CONSTRAINT expression_with_its_call;
"""


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0010_opportunities")]

    operations = [
        migrations.RunSQL(WEIGHTS, NO_WEIGHTS),
        migrations.RunSQL(SAME_CALL, ANY_CALL),
    ]
