import tseslint from 'typescript-eslint';

const told = 'The domain is told the time; it never asks.';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.paraphe/**'] },
  {
    files: ['{apps,libs,templates,test}/**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'Name what you export: no export *.' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      'no-debugger': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what you export: no export *.' },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: told },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: told },
        { selector: "MemberExpression[object.name='Temporal'][property.name='Now']", message: told },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Ids come from outside.' },
        { selector: ':function[async=true]', message: 'The domain is synchronous.' },
      ],
    },
  },
  {
    files: ['{apps,libs}/**/*.{ts,tsx}'],
    ignores: ['libs/platform/src/config.ts', '**/*.spec.{ts,tsx}'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Ask Config.' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['libs/features/src/**/*.{ts,tsx}'],
    ignores: ['**/*.spec.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'typeorm', importNames: ['DataSource'], message: 'Features see the database through withIdentity only.' }] },
      ],
    },
  },
);
